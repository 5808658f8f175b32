using Fleet.Contracts;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Resources;

/// <summary>A manifest of an object beside workflows that was read and validated.</summary>
internal sealed record ResourceDraft
{
    /// <summary>Which object; its name is empty when there are errors about it.</summary>
    public required ResourceKey Key { get; init; }

    /// <summary>The manifest as it is stored.</summary>
    public required ReadOnlyMemory<byte> Manifest { get; init; }

    /// <summary>resourceVersion that it names; null: none.</summary>
    public long? Version { get; init; }

    /// <summary>All errors; empty: valid.</summary>
    public required IReadOnlyList<SubmitError> Errors { get; init; }
}
