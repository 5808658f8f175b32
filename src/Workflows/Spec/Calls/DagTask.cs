namespace Fleet.Workflows.Spec;

/// <summary>One task of a <c>dag</c> template.</summary>
public sealed record DagTask : TemplateCall
{
    /// <summary><c>depends</c>: an expression over other tasks.</summary>
    public string? Depends { get; init; }

    /// <summary><c>dependencies</c>: the older form, all of which must have succeeded.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];
}
