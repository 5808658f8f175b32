namespace Fleet.Contracts;

/// <summary>A volume of a pod.</summary>
public sealed record VolumeWork
{
    /// <summary>Name within the pod.</summary>
    public required string Name { get; init; }

    /// <summary>A claim: a volume of the engine that outlives the pod. Of <see cref="Own"/> ones its id, else the volume's name on the engine. Null: an empty directory that lives as long as the pod.</summary>
    public string? Claim { get; init; }

    /// <summary>The claim is the workflow's own: its volume is made for it, and removed when the coordinator says so (<see cref="WorkerOrders.RemoveClaims"/>).</summary>
    public bool Own { get; init; }

    /// <summary>Path of the worker's host that is mounted where its operator allows it, and refused elsewhere; null: none.</summary>
    public string? HostPath { get; init; }

    /// <summary>Its files, by paths below its root: each container that mounts it sees a read-only copy of its own. Null: it is no volume of files.</summary>
    public IReadOnlyList<FileWork>? Files { get; init; }
}
