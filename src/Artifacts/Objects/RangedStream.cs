namespace Fleet.Artifacts.Objects;

/// <summary>
/// An object that is read. Where it is looked at elsewhere, or the connection breaks, it is asked for again from there on: the same version of it, or none. Not safe for use by several threads at once.
/// </summary>
/// <param name="first">The answer that gives it from its beginning on.</param>
/// <param name="length">Its size in bytes.</param>
/// <param name="reopen">Asks for the same version from a place on; errors are those of <see cref="IArtifactStore"/>.</param>
/// <param name="isBroken">Which errors of a read mean that the connection broke.</param>
/// <param name="what">What it is, for messages.</param>
/// <param name="silence">How long the server may give nothing.</param>
internal sealed class RangedStream(ObjectAnswer first, long length, Func<long, CancellationToken, Task<ObjectAnswer>> reopen, Func<Exception, bool> isBroken, string what, SilenceLimit silence) : ReadOnlyStream
{
    // Reading on over a small gap is quicker than a new request.
    private const int SkipBytes = 256 * 1024;
    private const int Tries = 4;

    private ObjectAnswer? _open = first;
    private long _at;

    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position { get; set; }

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => Position + offset, _ => length + offset };

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= length || buffer.Length == 0)
            return 0;
        for (var tries = 1; ; tries++)
        {
            try
            {
                var read = await silence.ReadAsync(await OpenAsync(cancellationToken).ConfigureAwait(false), buffer, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    throw new IOException("the server ended it too early");
                _at += read;
                Position = _at;
                return read;
            }
            catch (Exception error) when (isBroken(error))
            {
                LetGo();
                if (tries == Tries)
                    throw new StoreUnavailableException($"{what}: {error.GetBaseException().Message}", error);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        LetGo();
        base.Dispose(disposing);
    }

    private async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        if (_open is not null && Position != _at)
        {
            if (Position > _at && Position - _at <= SkipBytes)
                await SkipAsync(_open.Content, cancellationToken).ConfigureAwait(false);
            else
                LetGo();
        }

        if (_open is null)
        {
            _open = await reopen(Position, cancellationToken).ConfigureAwait(false);
            if (Position > 0 && !_open.IsPart)
                throw new ArtifactRefusedException($"{what}: the server does not give parts of objects (Range)");
            _at = Position;
        }

        return _open.Content;
    }

    private async Task SkipAsync(Stream from, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(SkipBytes, 16 * 1024)];
        while (_at < Position)
        {
            var read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, Position - _at)), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw new IOException("the server ended it too early");
            _at += read;
        }
    }

    private void LetGo()
    {
        _open?.Answer.Dispose();
        _open = null;
    }
}
