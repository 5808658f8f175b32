namespace Fleet.Worker.Execution;

/// <summary>One stream of a log through a mask: given on line by line, or, of a line that is very long, as far as no secret can have begun.</summary>
/// <param name="mask">Hides secrets; null: there are none.</param>
internal sealed class MaskedText(SecretMask? mask)
{
    private const int LongestLine = 128 * 1024;

    private readonly List<byte> pending = [];

    /// <summary>What can be given on after a further piece.</summary>
    public byte[] Add(ReadOnlySpan<byte> piece)
    {
        pending.AddRange(piece);
        if (mask is null || piece.EndsWith("\n"u8))
            return End();
        if (pending.Count <= LongestLine + mask.Longest)
            return [];
        mask.Hide(pending, 0);
        return Take(Math.Max(0, pending.Count - mask.Longest + 1));
    }

    /// <summary>The rest.</summary>
    public byte[] End()
    {
        mask?.Hide(pending, 0);
        return Take(pending.Count);
    }

    private byte[] Take(int length)
    {
        byte[] taken = [.. pending[..length]];
        pending.RemoveRange(0, length);
        return taken;
    }
}
