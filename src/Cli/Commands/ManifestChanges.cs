namespace Fleet.Cli.Commands;

/// <summary>What the command line changes in a manifest; later parameters of one name win.</summary>
internal sealed record ManifestChanges
{
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    public string? Entrypoint { get; init; }

    public string? Name { get; init; }

    public string? GenerateName { get; init; }

    public int? Priority { get; init; }

    public string? ServiceAccountName { get; init; }

    /// <summary>Annotation of the moment that the workflow is for, which <c>workflow.scheduledTime</c> is: RFC 3339.</summary>
    public string? ScheduledTime { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];
}
