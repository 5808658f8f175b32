namespace Fleet.Worker.Containers.Processes;

/// <summary>Cuts output into pieces as an engine does: a line with its newline, or 16 KiB of a longer one.</summary>
internal static class LogPieces
{
    /// <summary>Longest piece.</summary>
    public const int Longest = 16 * 1024;

    /// <summary>Length of the first whole piece; 0: there is none yet.</summary>
    /// <param name="bytes">Output from the beginning of a piece on.</param>
    /// <param name="ended">Nothing follows: the rest is a piece too.</param>
    public static int Next(ReadOnlySpan<byte> bytes, bool ended)
    {
        var newline = bytes[..Math.Min(bytes.Length, Longest)].IndexOf((byte)'\n');
        return newline >= 0 ? newline + 1 : bytes.Length >= Longest ? Longest : ended ? bytes.Length : 0;
    }
}
