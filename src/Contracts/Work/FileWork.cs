namespace Fleet.Contracts;

/// <summary>A file to put into a container before it starts.</summary>
/// <param name="Path">Absolute path in the container; of a volume's file, its path below the volume's root.</param>
/// <param name="Content">Its bytes; empty where they are <see cref="Sealed"/> or <see cref="Parts"/>.</param>
/// <param name="Mode">Permission bits; 493 is 0755.</param>
public sealed record FileWork(string Path, byte[] Content, int Mode = 0b110_100_100)
{
    /// <summary>The bytes, for the worker alone; null: they are <see cref="Content"/>.</summary>
    public Sealed? Sealed { get; init; }

    /// <summary>The bytes, one piece after another, where they are too large for the order; null: they are <see cref="Content"/>.</summary>
    public IReadOnlyList<ContentPart>? Parts { get; init; }
}
