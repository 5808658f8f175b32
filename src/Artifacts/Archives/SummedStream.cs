using System.IO.Hashing;

namespace Fleet.Artifacts.Archives;

/// <summary>A file of a zip archive, whose CRC-32 is compared with the archive's when all of it was read.</summary>
internal sealed class SummedStream(Stream inner, long length, uint sum, string name) : ReadOnlyStream
{
    private readonly Crc32 _sum = new();
    private long _read;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _sum.Append(buffer.Span[..read]);
        _read += read;
        return _read != length || _sum.GetCurrentHashAsUInt32() == sum ? read : throw new InvalidDataException($"the checksum of '{ArchiveGuard.Shown(name)}' is not that of its content");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
