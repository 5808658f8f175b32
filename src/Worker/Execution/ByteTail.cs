namespace Fleet.Worker.Execution;

/// <summary>The last bytes of a stream, in bounded memory. A character that the cut splits is left out.</summary>
internal sealed class ByteTail(int limit)
{
    private readonly List<byte> bytes = [];
    private bool cut;

    /// <summary>Adds a piece.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        bytes.AddRange(piece);
        if (bytes.Count <= 2 * limit)
            return;
        bytes.RemoveRange(0, bytes.Count - limit);
        cut = true;
    }

    /// <summary>What there is.</summary>
    public byte[] ToArray()
    {
        var start = Math.Max(0, bytes.Count - limit);
        if (cut || start > 0)
        {
            while (start < bytes.Count && (bytes[start] & 0b1100_0000) == 0b1000_0000)
                start++;
        }

        return [.. bytes[start..]];
    }
}
