namespace Fleet.Coordinator.Storage;

/// <summary>An object that stands beside workflows: WorkflowTemplate, ClusterWorkflowTemplate, ConfigMap, Secret (its values sealed).</summary>
public sealed record ResourceRow
{
    /// <summary>Its uid: another one when it is deleted and made again.</summary>
    public required Guid Uid { get; init; }

    /// <summary>Kind, namespace and name.</summary>
    public required ResourceKey Key { get; init; }

    /// <summary>resourceVersion, from the Fleet's one counter; given by the commit, whatever is written here.</summary>
    public long Version { get; init; }

    /// <summary>Rises whenever what it says changes, from 1.</summary>
    public required long Generation { get; init; }

    /// <summary>Creation.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The manifest as JSON, without what the columns say.</summary>
    public required ReadOnlyMemory<byte> Manifest { get; init; }

    /// <summary>It is a tombstone, or becomes one by this commit.</summary>
    public bool Deleted { get; init; }
}

/// <summary>Objects as they are in one moment.</summary>
/// <param name="Items">The objects.</param>
/// <param name="Version">Version of the store at that moment.</param>
public sealed record ResourcePage(IReadOnlyList<ResourceRow> Items, long Version);
