namespace Fleet.Artifacts.Archives;

/// <summary>A stream whose length is known without seeking; one that gives more or less than was said fails.</summary>
internal sealed class Measured(Stream inner, long length) : ReadOnlyStream
{
    private long _read;

    // The tar writer asks for length and position only of streams that can seek, and then writes the header first.
    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position
    {
        get => _read;
        set
        {
            if (value != _read)
                throw new NotSupportedException();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => (int)Math.Min(count, length - _read) is var wanted and > 0 ? Checked(inner.Read(buffer, offset, wanted), wanted) : 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, length - _read);
        // Not every stream takes a read of nothing (the container engine's library does not).
        if (wanted == 0)
            return 0;
        return Checked(await inner.ReadAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false), wanted);
    }

    private int Checked(int read, int wanted)
    {
        _read += read;
        return read > 0 || wanted == 0 || _read == length ? read : throw new ArtifactRefusedException($"a file ended after {_read} of {length} bytes");
    }
}
