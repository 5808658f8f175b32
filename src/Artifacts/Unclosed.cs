namespace Fleet.Artifacts;

/// <summary>A stream that is lent: who is done with it does not close it.</summary>
/// <param name="inner">The stream.</param>
/// <param name="read">Is told of each read.</param>
internal sealed class Unclosed(Stream inner, Action read) : ReadOnlyStream
{
    public override bool CanSeek => inner.CanSeek;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        read();
        return inner.ReadAsync(buffer, cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        read();
        return inner.Read(buffer, offset, count);
    }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);
}
