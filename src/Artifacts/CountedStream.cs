namespace Fleet.Artifacts;

/// <summary>Counts what is read of a stream; it stays the caller's.</summary>
internal sealed class CountedStream(Stream inner) : ReadOnlyStream
{
    /// <summary>Bytes that were read so far.</summary>
    public long Bytes { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Bytes += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Bytes += read;
        return read;
    }
}
