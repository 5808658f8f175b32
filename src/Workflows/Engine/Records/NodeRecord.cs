namespace Fleet.Workflows.Engine;

/// <summary>A node as it is stored: narrow columns for queries, the rest in <see cref="Body"/>.</summary>
public sealed record NodeRecord
{
    /// <summary>Number in the workflow; 0 is the root.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Argo's phase.</summary>
    public required string Phase { get; init; }

    /// <summary>Argo's node type.</summary>
    public required string Type { get; init; }

    /// <summary>Ordinal of the boundary node; -1: none.</summary>
    public required int Boundary { get; init; }

    /// <summary>Full node name.</summary>
    public required string Name { get; init; }

    /// <summary>Everything else, in the engine's own format (it begins with a format number).</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Serialised <see cref="TaskRequest"/> while the node is Ready or assigned; empty otherwise.</summary>
    public ReadOnlyMemory<byte> Request { get; init; }
}
