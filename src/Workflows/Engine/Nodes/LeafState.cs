namespace Fleet.Workflows.Engine.Nodes;

/// <summary>What only leafs have.</summary>
internal sealed class LeafState
{
    /// <summary>Highest issue of the dispatcher that the engine has heard of.</summary>
    public int Dispatch { get; set; }

    /// <summary>Serialised <see cref="TaskRequest"/> while the node is open; empty: none.</summary>
    public ReadOnlyMemory<byte> Request { get; set; }

    /// <summary>Phase message for the node once its task has stopped; null: no stop asked for.</summary>
    public string? StopMessage { get; set; }

    /// <summary>Template of an open resource node, tags replaced (JSON); null: none.</summary>
    public string? Managed { get; set; }

    /// <summary>Host shown to users.</summary>
    public string? HostName { get; set; }

    /// <summary>Id of the container engine that its last dispatch went to; null: not issued yet.</summary>
    public string? Engine { get; set; }

    /// <summary>Address of the pod.</summary>
    public string? Ip { get; set; }

    /// <summary>When a suspend node goes on by itself, in ticks of UTC; 0: never.</summary>
    public long ResumeAt { get; set; }
}
