namespace Fleet.Contracts;

/// <summary>How far a task is while it gets ready or runs.</summary>
public sealed record TaskProgress
{
    /// <summary>The dispatch.</summary>
    public required TaskStamp Stamp { get; init; }

    /// <summary>What it does now.</summary>
    public required TaskStage Stage { get; init; }

    /// <summary>Percent of the stage; null: unknown.</summary>
    public double? Percent { get; init; }

    /// <summary>A sentence for users, e.g. <c>pulling alpine:3.23</c>; null: none.</summary>
    public string? Message { get; init; }

    /// <summary>Facts so far of the members of a container set; one without an exit code runs, or has not begun where it has no start either. Empty: nothing to tell.</summary>
    public IReadOnlyList<ContainerResult> Containers { get; init; } = [];
}
