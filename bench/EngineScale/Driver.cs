using System.Diagnostics;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Status;

namespace Fleet.Bench.EngineScale;

/// <summary>Drives a workflow to its end; every task succeeds at once.</summary>
internal static class Driver
{
    public sealed record Result(int Events, TimeSpan Total, TimeSpan Slowest, string SlowestEvent, long BytesPerNode, TimeSpan Load, TimeSpan Status, string Phase);

    public static Result Run(Shape shape, int size)
    {
        var now = new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
        var state = WorkflowState.Create(Manifests.Of(shape, size), Guid.Parse("00000000-0000-4000-8000-000000000001"), "wf", "default", now);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var events = new Queue<EngineEvent>();
        events.Enqueue(new WorkflowSubmitted());
        var count = 0;
        var (slowest, slowestEvent) = (TimeSpan.Zero, "");
        var watch = Stopwatch.StartNew();
        while (events.TryDequeue(out var next))
        {
            now += TimeSpan.FromMilliseconds(1);
            var start = watch.Elapsed;
            var decision = WorkflowEngine.Decide(state, next, now);
            var took = watch.Elapsed - start;
            if (took > slowest)
                (slowest, slowestEvent) = (took, $"{next.GetType().Name}, {count + 1}");
            count++;
            foreach (var command in decision.Commands)
                Follow(command, events, now);
        }

        var total = watch.Elapsed;
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / state.NodeCount;
        var (load, status) = Reading(state);
        return new Result(count, total, slowest, slowestEvent, bytes, load, status, state.Phase);
    }

    /// <summary>How long the one decision takes that stops a workflow whose tasks are all open.</summary>
    public static TimeSpan Stop(Shape shape, int size)
    {
        var now = new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
        var state = WorkflowState.Create(Manifests.Of(shape, size), Guid.Parse("00000000-0000-4000-8000-000000000001"), "wf", "default", now);
        var events = new Queue<EngineEvent>([new WorkflowSubmitted()]);
        while (events.TryDequeue(out var next))
        {
            foreach (var more in WorkflowEngine.Decide(state, next, now).Commands.OfType<ContinueExpansion>())
                events.Enqueue(new ExpansionContinued(more.Ordinal));
        }

        var start = Stopwatch.GetTimestamp();
        WorkflowEngine.Decide(state, new StopRequested(null, null), now);
        return Stopwatch.GetElapsedTime(start);
    }

    private static void Follow(EngineCommand command, Queue<EngineEvent> events, DateTimeOffset now)
    {
        switch (command)
        {
            case RunTask run:
                events.Enqueue(new TaskAssigned(run.Ordinal, 1));
                events.Enqueue(new TaskBegan(run.Ordinal, 1, now, "host", null, false));
                events.Enqueue(new TaskEnded(run.Ordinal, 1, new TaskOutcome
                {
                    Kind = TaskOutcomeKind.Exited,
                    FinishedAt = now,
                    Containers = [new ContainerOutcome("main", 0, false, null, now, now)],
                }));
                break;
            case ContinueExpansion more: events.Enqueue(new ExpansionContinued(more.Ordinal)); break;
        }
    }

    private static (TimeSpan Load, TimeSpan Status) Reading(WorkflowState state)
    {
        var record = state.ToRecord();
        var nodes = Enumerable.Range(0, state.NodeCount).Select(state.ToNodeRecord).ToList();
        var watch = Stopwatch.StartNew();
        var loaded = WorkflowState.Load(record, nodes);
        var load = watch.Elapsed;
        watch.Restart();
        _ = WorkflowStatusWriter.WriteToBytes(loaded);
        return (load, watch.Elapsed);
    }
}
