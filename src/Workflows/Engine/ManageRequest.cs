namespace Fleet.Workflows.Engine;

/// <summary>What a resource template does to another workflow.</summary>
public sealed record ManageRequest
{
    /// <summary>What is done.</summary>
    public required ManageAction Action { get; init; }

    /// <summary>Namespace of the other workflow.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name; null: generated from the manifest's <c>generateName</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Manifest to create (JSON); null: none.</summary>
    public string? Manifest { get; init; }

    /// <summary>Under which a repeated creation is the same one.</summary>
    public required string Key { get; init; }

    /// <summary>Uid of the workflow that is created.</summary>
    public required Guid Uid { get; init; }

    /// <summary>Which news are wanted after the first.</summary>
    public ManagedNews News { get; init; }
}

/// <summary>Actions of resource templates that have a meaning for workflows.</summary>
public enum ManageAction
{
    /// <summary>Reads one that exists.</summary>
    Get,

    /// <summary>Submits one.</summary>
    Create,

    /// <summary>Submits one unless one of that name is there.</summary>
    Apply,

    /// <summary>Deletes one; none is no error.</summary>
    Delete,
}

/// <summary>Which changes of a managed workflow are told.</summary>
public enum ManagedNews
{
    /// <summary>None: its state after the action is enough.</summary>
    None,

    /// <summary>Changes of its phase.</summary>
    Phase,

    /// <summary>Every change.</summary>
    All,
}
