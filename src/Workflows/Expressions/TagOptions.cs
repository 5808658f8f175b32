namespace Fleet.Workflows.Expressions;

/// <summary>How a <see cref="TagTemplate"/> is rendered.</summary>
public sealed record TagOptions
{
    /// <summary>The prefixes that are strict where a step or task is resolved: <c>steps</c> and <c>tasks</c>.</summary>
    public static readonly IReadOnlyList<string> StepsAndTasks = ["steps", "tasks"];

    /// <summary>Unknown names stay.</summary>
    public static readonly TagOptions Keep = new();

    /// <summary>Unknown names are errors.</summary>
    public static readonly TagOptions Fail = new() { Unresolved = UnresolvedTags.Fail };

    /// <summary>Unknown names of steps and tasks are errors, others stay.</summary>
    public static readonly TagOptions StrictStepsAndTasks =
        new() { Unresolved = UnresolvedTags.FailForPrefixes, StrictPrefixes = StepsAndTasks };

    /// <summary>What happens to unknown names. Default: they stay.</summary>
    public UnresolvedTags Unresolved { get; init; } = UnresolvedTags.Keep;

    /// <summary>First segments of names that must be known, for <see cref="UnresolvedTags.FailForPrefixes"/>. Default: none.</summary>
    public IReadOnlyList<string> StrictPrefixes { get; init; } = [];

    /// <summary>What <c>now()</c> answers in expression tags. Default: the Unix epoch.</summary>
    public DateTimeOffset Now { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Where random functions start. Default: 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Gives what is put in for a value. Default null: the value itself.</summary>
    internal Func<string, string>? Mention { get; init; }
}
