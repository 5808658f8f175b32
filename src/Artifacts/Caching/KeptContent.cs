using System.Security.Cryptography;

namespace Fleet.Artifacts.Caching;

/// <summary>
/// A content that was kept in a file, its SHA-256 behind it. Who reads it from its beginning to its end gets it as it was fetched, or an error at the end: disks change what lies on them, and machines go down in
/// the middle of writing. A reader that leaves something out is not told.
/// </summary>
/// <param name="file">The file, the stream's to dispose of.</param>
/// <param name="damaged">Called once when the content is not what was kept.</param>
internal sealed class KeptContent(FileStream file, Action damaged) : ReadOnlyStream
{
    private readonly long _length = file.Length - SHA256.HashSizeInBytes;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _at;
    private long _hashed;

    /// <summary>Bytes that such a file has.</summary>
    public static long FileBytes(long content) => content + SHA256.HashSizeInBytes;

    public override bool CanSeek => true;

    public override long Length => _length;

    public override long Position
    {
        get => _at;
        set => _at = value >= 0 ? value : throw new IOException("before the beginning");
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => _at + offset, _ => _length + offset };

    // .NET reads the directory of a zip so.
    public override int Read(byte[] buffer, int offset, int count)
    {
        var wanted = (int)Math.Min(count, Math.Max(0, _length - _at));
        if (file.Position != _at)
            file.Position = _at;
        var read = wanted == 0 ? 0 : file.Read(buffer, offset, wanted);
        Took(buffer.AsSpan(offset, read));
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, Math.Max(0, _length - _at));
        if (file.Position != _at)
            file.Position = _at;
        var read = wanted == 0 ? 0 : await file.ReadAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
        Took(buffer.Span[..read]);
        return read;
    }

    /// <summary>Reads what was not read yet.</summary>
    /// <exception cref="StoreUnavailableException">It is not what was kept.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        Position = _hashed;
        await CopyToAsync(Null, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        file.Dispose();
        base.Dispose(disposing);
    }

    private void Took(ReadOnlySpan<byte> bytes)
    {
        // Who looks at the beginning, to tell what it is, reads it twice.
        if (_at <= _hashed && _at + bytes.Length > _hashed)
        {
            var more = bytes[(int)(_hashed - _at)..];
            _hash.AppendData(more);
            _hashed += more.Length;
            if (_hashed == _length)
                Check();
        }

        _at += bytes.Length;
    }

    private void Check()
    {
        Span<byte> kept = stackalloc byte[SHA256.HashSizeInBytes];
        var read = RandomAccess.Read(file.SafeFileHandle, kept, _length);
        if (kept[..read].SequenceEqual(_hash.GetHashAndReset()))
            return;
        damaged();
        throw new StoreUnavailableException($"what this host has kept of an artifact in {file.Name} is damaged; it is fetched again");
    }
}
