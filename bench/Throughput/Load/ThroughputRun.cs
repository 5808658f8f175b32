using System.Globalization;
using Fleet.Throughput.Bench.Facts;
using Fleet.Throughput.Bench.Floor;
using Fleet.Throughput.Bench.Product;

namespace Fleet.Throughput.Bench.Load;

/// <summary>Rounds over all slots and sizes. Between any two runs of the Fleet is one of the floor, so that both see the same machine.</summary>
internal sealed class ThroughputRun(BenchOptions options, FleetUnderLoad fleet, FloorHead floor, AmqpClient client, TextWriter progress)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private int _number;

    public async Task<IReadOnlyList<Sample>> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var slots in options.Slots)
        {
            await FloorAsync(options.WarmUp, slots, cancellationToken);
            await FleetAsync(options.WarmUp, slots, cancellationToken);
        }

        var samples = new List<Sample>();
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var slots in options.Slots) samples.AddRange(await RoundAsync(round, slots, cancellationToken));
        }

        return samples;
    }

    private async Task<List<Sample>> RoundAsync(int round, int slots, CancellationToken cancellationToken)
    {
        var samples = new List<Sample>();
        var (rate, cpu) = await FloorAsync(FloorTasks(options.Sizes[0]), slots, cancellationToken);
        foreach (var size in options.Sizes)
        {
            var sample = await FleetAsync(size, slots, cancellationToken);
            var (after, afterCpu) = await FloorAsync(FloorTasks(size), slots, cancellationToken);
            sample = sample with { FloorRate = (rate + after) / 2, FloorCpu = (cpu + afterCpu) / 2 };
            (rate, cpu) = (after, afterCpu);
            samples.Add(sample);
            await progress.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round}: {slots,2} slots {size,6} tasks: {sample.Rate,6:0}/s, floor {sample.FloorRate,6:0}/s, {sample.OfFloor:0.00} of it; {sample.CpuPerTask.TotalMicroseconds:0} us of processor a task (floor {sample.FloorCpu.TotalMicroseconds:0}), machine {sample.Busy:P0} busy"));
        }

        return samples;
    }

    private static int FloorTasks(int size) => Math.Clamp(size, 1_000, 4_000);

    private async Task<(double Rate, TimeSpan CpuPerTask)> FloorAsync(int tasks, int slots, CancellationToken cancellationToken)
    {
        var cpu = floor.Cpu;
        var elapsed = await floor.RunAsync(tasks, slots, cancellationToken);
        return (tasks / elapsed.TotalSeconds, (floor.Cpu - cpu) / tasks);
    }

    private async Task<Sample> FleetAsync(int tasks, int slots, CancellationToken cancellationToken)
    {
        fleet.Check();
        var name = string.Create(CultureInfo.InvariantCulture, $"bench-{slots}-{tasks}-{++_number}");
        var yaml = Manifests.FanOut(name, tasks, slots, options.NodeEvents);
        var (coordinator, worker, machine) = (fleet.Coordinator.Cpu, fleet.Worker(slots).Cpu, MachineBusy.Now());
        var ticket = await client.SubmitAsync(name, yaml, cancellationToken);
        await ticket.SucceededAsync(tasks, Limit, cancellationToken);
        return new Sample(
            slots, tasks, ticket.Total, fleet.Coordinator.Cpu - coordinator, fleet.Worker(slots).Cpu - worker, 0, TimeSpan.Zero, machine.ShareUntil(MachineBusy.Now()));
    }
}
