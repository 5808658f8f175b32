namespace Fleet.Contracts;

/// <summary>Asks for something to be done to a workflow. Idempotent; answered like a submission when it has a <c>reply-to</c>.</summary>
public sealed record WorkflowCommand
{
    /// <summary>One of <c>suspend</c>, <c>resume</c>, <c>stop</c>, <c>terminate</c>, <c>delete</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Namespace; null: <c>default</c>.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of the workflow.</summary>
    public required string Name { get; init; }

    /// <summary>Message kept with a stop.</summary>
    public string? Message { get; init; }

    /// <summary>Restricts <c>resume</c> and <c>stop</c> to matching suspend nodes, Argo's node field selector.</summary>
    public string? NodeFieldSelector { get; init; }
}
