using System.Diagnostics;
using System.Globalization;
using Fleet.Throughput.Bench.Product;

namespace Fleet.Throughput.Bench.Load;

/// <summary>What people wait for: the next step of a chain, the reply to a submission, the first task, a new worker's first task, and many small workflows at once.</summary>
internal sealed class LatencyRun(FleetUnderLoad fleet, AmqpClient client, int slots, TextWriter output)
{
    private const int ChainLength = 500;
    private const int SingleRuns = 50;
    private const int Many = 2_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private int _number;

    public async Task RunAsync(int warmUp, CancellationToken cancellationToken)
    {
        await RunAsync(name => Manifests.FanOut(name, warmUp, slots), warmUp, cancellationToken);
        await RunAsync(name => Manifests.Chain(name, ChainLength, slots, nodeEvents: true), ChainLength, cancellationToken);
        await ChainAsync(cancellationToken);
        await SingleAsync(cancellationToken);
        await ManyAsync(cancellationToken);
        await NewWorkerAsync(cancellationToken);
    }

    private async Task ChainAsync(CancellationToken cancellationToken)
    {
        var quiet = await RunAsync(name => Manifests.Chain(name, ChainLength, slots, nodeEvents: false), ChainLength, cancellationToken);
        Print($"chain of {ChainLength}: {quiet.Total.TotalMilliseconds / ChainLength:0.00} ms a step, submission and end included");
        var told = await RunAsync(name => Manifests.Chain(name, ChainLength, slots, nodeEvents: true), ChainLength, cancellationToken);
        Print($"  step to step (start to start, by node events): {Percentiles(told.StartToStart)}");
    }

    private async Task SingleAsync(CancellationToken cancellationToken)
    {
        var tickets = new List<Ticket>();
        for (var i = 0; i < SingleRuns; i++) tickets.Add(await RunAsync(name => Manifests.OneStep(name, slots, nodeEvents: true), 1, cancellationToken));
        Print($"one step, {SingleRuns} times, nothing else running");
        Print($"  submission to reply:           {Percentiles(tickets.Select(ticket => ticket.Reply))}");
        Print($"  submission to start of a task: {Percentiles(tickets.Select(ticket => ticket.FirstStart))}");
        Print($"  submission to end:             {Percentiles(tickets.Select(ticket => ticket.Total))}");
    }

    private async Task ManyAsync(CancellationToken cancellationToken)
    {
        var cpu = fleet.Coordinator.Cpu;
        var begun = Stopwatch.GetTimestamp();
        var tickets = new List<Ticket>();
        for (var i = 0; i < Many; i++)
        {
            var name = Name();
            tickets.Add(await client.SubmitAsync(name, Manifests.OneStep(name, slots), cancellationToken));
        }

        foreach (var ticket in tickets) await ticket.SucceededAsync(1, Limit, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(begun);
        Print($"{Many} workflows of one step, submitted at once: {Many / elapsed.TotalSeconds:0} workflows/s, {((fleet.Coordinator.Cpu - cpu) / Many).TotalMicroseconds:0} us of the coordinator's processor each; coordinator {fleet.Coordinator.PresentMemory} MiB");
    }

    /// <summary>A workflow waits for a worker; how long after the start of the worker's process does it end?</summary>
    private async Task NewWorkerAsync(CancellationToken cancellationToken)
    {
        await fleet.StopWorkerAsync(slots);
        var name = Name();
        var ticket = await client.SubmitAsync(name, Manifests.OneStep(name, slots, nodeEvents: true), cancellationToken);
        await ticket.AcceptedAsync(Limit, cancellationToken);
        var begun = Stopwatch.GetTimestamp();
        fleet.StartWorker(slots);
        await ticket.SucceededAsync(1, Limit, cancellationToken);
        Print($"a new worker's process to the start of the task that waited for it: {(Stopwatch.GetElapsedTime(begun, Stopwatch.GetTimestamp()) - (ticket.Total - ticket.FirstStart)).TotalMilliseconds:0} ms");
    }

    private async Task<Ticket> RunAsync(Func<string, string> manifest, int tasks, CancellationToken cancellationToken)
    {
        fleet.Check();
        var name = Name();
        var ticket = await client.SubmitAsync(name, manifest(name), cancellationToken);
        await ticket.SucceededAsync(tasks, Limit, cancellationToken);
        return ticket;
    }

    private string Name() => string.Create(CultureInfo.InvariantCulture, $"latency-{++_number}");

    private void Print(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static string Percentiles(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Select(time => time.TotalMilliseconds).Order().ToArray();
        double At(double share) => sorted[(int)((sorted.Length - 1) * share)];
        return string.Create(CultureInfo.InvariantCulture, $"p50 {At(0.5):0.0} ms, p90 {At(0.9):0.0} ms, p99 {At(0.99):0.0} ms, most {sorted[^1]:0.0} ms");
    }
}
