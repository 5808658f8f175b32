namespace Fleet.Artifacts;

/// <summary>Reads from a server that may fall silent without closing the connection.</summary>
internal static class SilenceLimit
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>One read.</summary>
    /// <exception cref="IOException">Nothing came for two minutes.</exception>
    public static async ValueTask<int> ReadAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            return await stream.ReadAsync(buffer, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"nothing came for {Longest.TotalSeconds:0} s", error);
        }
    }
}
