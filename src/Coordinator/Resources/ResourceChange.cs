using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Resources;

/// <summary>What is to be done to an object beside workflows. Its manifest was validated before.</summary>
/// <param name="Action">What.</param>
/// <param name="Key">Which object.</param>
public sealed record ResourceChange(ResourceAction Action, ResourceKey Key)
{
    /// <summary>The manifest as JSON; empty for a delete.</summary>
    public ReadOnlyMemory<byte> Manifest { get; init; }

    /// <summary>resourceVersion that the object must have, or it was changed in between; null: any.</summary>
    public long? Version { get; init; }
}

/// <summary>What is done to an object.</summary>
public enum ResourceAction
{
    /// <summary>Make it; it must not be there.</summary>
    Create,

    /// <summary>Replace it; it must be there.</summary>
    Update,

    /// <summary>Make or replace it (<c>fleet apply</c>).</summary>
    Apply,

    /// <summary>Delete it.</summary>
    Delete,
}
