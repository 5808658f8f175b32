namespace Fleet.Client;

/// <summary>How a finished workflow is run again from where it failed (<c>argo retry</c>).</summary>
public sealed record RetryChange
{
    /// <summary>Nodes that match <see cref="NodeFieldSelector"/> run again too, whatever became of them.</summary>
    public bool RestartSuccessful { get; init; }

    /// <summary>Those nodes, e.g. <c>templateName=build</c>; null: none.</summary>
    public string? NodeFieldSelector { get; init; }

    /// <summary>New values of the workflow's arguments, by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}
