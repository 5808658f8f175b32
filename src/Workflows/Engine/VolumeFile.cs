namespace Fleet.Workflows.Engine;

/// <summary>A file of a volume.</summary>
/// <param name="Path">Below the volume's root.</param>
/// <param name="Content">Its bytes; empty where it is a <see cref="Secret"/>.</param>
/// <param name="Mode">Permission bits.</param>
public sealed record VolumeFile(string Path, byte[] Content, int Mode)
{
    /// <summary>The value of a Secret that is its content; null: <see cref="Content"/> is.</summary>
    public SecretValue? Secret { get; init; }
}
