namespace Fleet.Artifacts.Archives;

/// <summary>What an archive may come to when it is unpacked; more is refused as a bomb.</summary>
/// <param name="Entries">Files, folders and links.</param>
/// <param name="Bytes">All files together.</param>
/// <param name="RatioFrom">From so many bytes on, <paramref name="Ratio"/> counts.</param>
/// <param name="Ratio">Bytes unpacked for each byte packed.</param>
public sealed record ArchiveLimits(long Entries = 1_000_000, long Bytes = 256L << 30, long RatioFrom = 8L << 30, double Ratio = 200)
{
    /// <summary>Room for every honest artifact.</summary>
    public static ArchiveLimits Default { get; } = new();
}
