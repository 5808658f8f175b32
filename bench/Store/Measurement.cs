using System.Diagnostics;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Store.Bench;

/// <summary>Events per second through one store, one after another and in groups.</summary>
internal sealed class Measurement(string connection)
{
    private const int Workflows = 20;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(4);
    private static readonly byte[] Body = new byte[300];

    private readonly List<long> _unsent = [];
    private long _sequence;
    private int _event;
    private WorkflowRow[] _rows = [];

    public async Task RunAsync(TextWriter output)
    {
        await using var store = FleetStoreFactory.Create(connection);
        await store.OpenAsync(CancellationToken.None);

        // A scope of its own, so that measuring beside a living Fleet disturbs only its speed.
        var lead = await store.TryLeadAsync("bench-" + Guid.NewGuid().ToString("N")[..8], "bench", TimeSpan.FromHours(1), CancellationToken.None)
            ?? throw new InvalidOperationException("Somebody leads a scope that was just invented.");
        await PrepareAsync(store, lead);
        output.WriteLine(store.GetType().Name);
        foreach (var group in new[] { 1, 50, 200 })
        {
            await CommitForAsync(store, lead, group, WarmUp);
            var (events, elapsed, slowest) = await CommitForAsync(store, lead, group, Length);
            output.WriteLine(
                $"  groups of {group,3}: {events / elapsed.TotalSeconds,8:N0} events/s, {elapsed.TotalMilliseconds * group / events:0.00} ms a commit, slowest {slowest.TotalMilliseconds:0} ms");
        }

        await ReadAsync(store, output);
        await CleanUpAsync(store, lead);
    }

    private async Task PrepareAsync(IFleetStore store, Leadership lead)
    {
        _rows = [.. Enumerable.Range(0, Workflows).Select(_ => NewRow(lead.Scope))];
        var batch = new CommitBatch { Leadership = lead };
        batch.Workflows.AddRange(_rows);
        await store.CommitAsync(batch, CancellationToken.None);
        _rows = [.. _rows.Select(row => row with { IsNew = false })];
    }

    private async Task<(int Events, TimeSpan Elapsed, TimeSpan Slowest)> CommitForAsync(IFleetStore store, Leadership lead, int group, TimeSpan length)
    {
        var (events, slowest) = (0, TimeSpan.Zero);
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < length)
        {
            var commit = Stopwatch.GetTimestamp();
            await store.CommitAsync(NextBatch(lead, group), CancellationToken.None);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(commit).Ticks));
            events += group;
        }

        return (events, Stopwatch.GetElapsedTime(began), slowest);
    }

    private CommitBatch NextBatch(Leadership lead, int group)
    {
        // What the last group made has been sent meanwhile.
        var batch = new CommitBatch { Leadership = lead };
        batch.OutboxSent.AddRange(_unsent);
        _unsent.Clear();
        var touched = new HashSet<int>();
        for (var i = 0; i < group; i++)
        {
            var number = _event++;
            var row = _rows[number % Workflows];
            if (touched.Add(number % Workflows))
                batch.Workflows.Add(row);
            batch.Nodes.Add(new(row.Record.Uid, NewNode(number / Workflows / 2), new(1, number % 2, Body.AsMemory(0, 60))));
            batch.Outbox.Add(new(++_sequence, Guid.NewGuid(), "orders", "worker-1", "worker-1", Body));
            _unsent.Add(_sequence);
        }

        return Once(batch);
    }

    /// <summary>A node appears once per group, with its last state: as the run loop does.</summary>
    private static CommitBatch Once(CommitBatch batch)
    {
        var nodes = batch.Nodes.GroupBy(node => (node.Workflow, node.Record.Ordinal)).Select(same => same.Last()).ToList();
        batch.Nodes.Clear();
        batch.Nodes.AddRange(nodes);
        return batch;
    }

    private async Task ReadAsync(IFleetStore store, TextWriter output)
    {
        var began = Stopwatch.GetTimestamp();
        var loaded = await store.LoadAsync(_rows[0].Record.Uid, CancellationToken.None);
        output.WriteLine($"  load of {loaded!.Nodes.Count} nodes: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
        began = Stopwatch.GetTimestamp();
        await store.ListAsync(new() { Limit = 50 }, CancellationToken.None);
        output.WriteLine($"  first page of a list: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0.0} ms");
    }

    private async Task CleanUpAsync(IFleetStore store, Leadership lead)
    {
        var batch = new CommitBatch { Leadership = lead };
        batch.Deletes.AddRange(_rows.Select(row => row.Record.Uid));
        batch.OutboxSent.AddRange(_unsent);
        await store.CommitAsync(batch, CancellationToken.None);
        await store.ResignAsync(lead, CancellationToken.None);
    }

    private static WorkflowRow NewRow(string scope)
    {
        var uid = Guid.NewGuid();
        return new(
            scope,
            new()
            {
                Uid = uid,
                Namespace = "bench",
                Name = "bench-" + uid.ToString("N"),
                Manifest = new byte[2_000],
                CreatedAt = DateTimeOffset.UtcNow,
                Phase = "Running",
                StartedAt = DateTimeOffset.UtcNow,
                Progress = "0/1",
                Body = Body,
            },
            """{"workflows.argoproj.io/phase":"Running"}""",
            IsNew: true);
    }

    private static NodeRecord NewNode(int ordinal) => new()
    {
        Ordinal = ordinal,
        Phase = "Running",
        Type = "Pod",
        Boundary = 0,
        Name = "bench-workflow.fan-out(" + ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture) + ")",
        Body = Body,
        Request = Body,
    };
}
