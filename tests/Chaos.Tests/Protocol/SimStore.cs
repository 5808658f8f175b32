using Fleet.Workflows.Dispatch;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>A message on its way.</summary>
/// <param name="Sequence">Order of publishing.</param>
/// <param name="Body">The message.</param>
/// <param name="At">When it was published.</param>
internal sealed record Envelope(long Sequence, object Body, TimeSpan At)
{
    public override string ToString() => Text.Of(Body);
}

/// <summary>A message that waits in the outbox.</summary>
internal sealed record OutRow(long Sequence, int Worker, object Body, TimeSpan At)
{
    public override string ToString() => $"w{Worker} {Text.Of(Body)}";
}

/// <summary>What is known of a node.</summary>
internal sealed class SimNode(TaskKey key)
{
    public TaskKey Key { get; } = key;

    public bool Ended { get; set; }

    public bool Deleted { get; set; }

    public DispatchColumns? Columns { get; set; }

    public bool IsLive => !Ended && !Deleted;
}

/// <summary>The store: the truth. A commit is all or nothing and checks the epoch.</summary>
internal sealed class SimStore
{
    public long Epoch { get; set; } = 1;

    public Dictionary<TaskKey, SimNode> Nodes { get; } = [];

    public SortedDictionary<long, SessionColumns> Sessions { get; } = [];

    public SortedDictionary<long, OutRow> Outbox { get; } = [];

    public long LastSession { get; set; }

    public long LastRow { get; set; }
}
