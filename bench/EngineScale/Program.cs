using System.Globalization;
using Fleet.Bench.EngineScale;

// Drives fan-out/fan-in workflows through the engine alone: no store, no broker. Prints time per event and the slowest decision, which must stay flat.
int[] sizes = args.Length > 0 ? [.. args.Select(a => int.Parse(a, CultureInfo.InvariantCulture))] : [1_000, 10_000, 100_000];
foreach (var shape in (Shape[])[Shape.Loop, Shape.Dag, Shape.Chain])
{
    Driver.Run(shape, 2_000);
    foreach (var size in sizes)
    {
        var result = Driver.Run(shape, size);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{shape,-6} {size,8} nodes  {result.Events,8} events  {result.Total.TotalSeconds,7:F2} s  {result.Total.TotalMicroseconds / result.Events,7:F1} us/event  slowest {result.Slowest.TotalMilliseconds,6:F1} ms ({result.SlowestEvent})  {result.BytesPerNode,6} B/node  load {result.Load.TotalSeconds,5:F2} s  status {result.Status.TotalSeconds,5:F2} s  {result.Phase}"));
    }
}

Driver.Stop(Shape.Loop, 2_000);
foreach (var size in sizes)
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Stop of a loop with {size} open nodes: one decision of {Driver.Stop(Shape.Loop, size).TotalMilliseconds:F1} ms"));
