using Fleet.Throughput.Bench.Facts;
using Fleet.Throughput.Bench.Floor;
using Fleet.Throughput.Bench.Load;
using Fleet.Throughput.Bench.Product;
using Fleet.Throughput.Bench.Report;

namespace Fleet.Throughput.Bench;

/// <summary>The two kinds of measurement, each on a Fleet of its own.</summary>
internal static class Bench
{
    /// <returns>0: all verdicts hold; 1: one does not.</returns>
    public static async Task<int> ThroughputAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var facts = await MachineFacts.ReadAsync(options, cancellationToken);
        await using var client = await AmqpClient.ConnectAsync(options.Broker, cancellationToken);
        await using var floor = await FloorHead.StartAsync(options.Broker, options.Slots.Max(), cancellationToken);
        await using var store = await BenchStore.CreateAsync(options.Postgres, cancellationToken);
        await using var fleet = await FleetUnderLoad.StartAsync(options, store.Connection, client, cancellationToken);
        var samples = await new ThroughputRun(options, fleet, floor, client, Console.Error).RunAsync(cancellationToken);
        var summary = new Summary(samples);
        var verdicts = summary.Verdicts().ToArray();
        (string, int, int) Held(string name, FleetProcess process) => (name, process.PeakMemory, process.PresentMemory);
        var memory = options.Slots.Select(slots => Held($"worker with {slots} slots", fleet.Worker(slots))).Prepend(Held("coordinator", fleet.Coordinator)).ToArray();
        var report = MarkdownReport.Write(facts, summary, verdicts, memory);
        Console.WriteLine(report);
        if (options.Output is { } folder)
        {
            Directory.CreateDirectory(folder);
            var title = $"Fleet on {facts.First(fact => fact.Name == "store").Value}, {facts.First(fact => fact.Name == "broker").Value}";
            await File.WriteAllTextAsync(Path.Combine(folder, "throughput.md"), report, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "throughput.csv"), CsvTable.Write(samples), cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "throughput.svg"), SvgPlot.Write(samples, title), cancellationToken);
        }

        return verdicts.All(verdict => verdict.Holds) ? 0 : 1;
    }

    public static async Task<int> LatencyAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        options = options with { Slots = [options.Slots.Max()] };
        await using var client = await AmqpClient.ConnectAsync(options.Broker, cancellationToken);
        await using var store = await BenchStore.CreateAsync(options.Postgres, cancellationToken);
        await using var fleet = await FleetUnderLoad.StartAsync(options, store.Connection, client, cancellationToken);
        foreach (var (name, value) in await MachineFacts.ReadAsync(options, cancellationToken)) Console.WriteLine($"{name}: {value}");
        await new LatencyRun(fleet, client, options.Slots[0], Console.Out).RunAsync(options.WarmUp, cancellationToken);
        return 0;
    }
}
