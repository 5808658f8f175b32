namespace Fleet.Workflows.Engine;

/// <summary>The files of a volume that a task mounts, as they were when it became Ready.</summary>
/// <param name="Volume">Name of the volume.</param>
/// <param name="Files">Its files.</param>
public sealed record VolumeContent(string Volume, IReadOnlyList<VolumeFile> Files);
