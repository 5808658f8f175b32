using System.IO.Hashing;

namespace Fleet.Artifacts.Archives;

/// <summary>A file of a zip archive, whose CRC-32 is compared with the archive's when all of it was read.</summary>
internal sealed class SummedStream(Stream inner, long length, uint sum, string name) : Stream
{
    private readonly Crc32 _sum = new();
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("read it asynchronously");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _sum.Append(buffer.Span[..read]);
        _read += read;
        return _read != length || _sum.GetCurrentHashAsUInt32() == sum ? read : throw new InvalidDataException($"the checksum of '{ArchiveGuard.Shown(name)}' is not that of its content");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
