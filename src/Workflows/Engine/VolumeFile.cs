namespace Fleet.Workflows.Engine;

/// <summary>A file of a volume.</summary>
/// <param name="Path">Below the volume's root.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Mode">Permission bits.</param>
public sealed record VolumeFile(string Path, byte[] Content, int Mode);
