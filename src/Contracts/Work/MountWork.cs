namespace Fleet.Contracts;

/// <summary>A volume mounted in a container.</summary>
/// <param name="Volume">Name of a <see cref="VolumeWork"/> of the pod.</param>
/// <param name="MountPath">Absolute path in the container.</param>
/// <param name="SubPath">Path inside the volume; empty: its root.</param>
/// <param name="ReadOnly">No writing.</param>
public sealed record MountWork(string Volume, string MountPath, string SubPath = "", bool ReadOnly = false);
