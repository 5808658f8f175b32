namespace Fleet.Artifacts.Host;

/// <summary>An object of the coordinator's store as a stream that seeks. A read that breaks off goes on where it was, a few times in a row.</summary>
/// <param name="content">The object.</param>
/// <param name="length">Its size.</param>
/// <param name="time">For pauses.</param>
internal sealed class HttpObjectStream(HttpObject content, long length, TimeProvider time) : ReadOnlyStream
{
    private const int Tries = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long _position;

    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.Length == 0)
            return 0;
        using var silence = content.Watch(cancellationToken);
        for (var tries = 1; ; tries++)
        {
            try
            {
                var read = await content.ReadAsync(_position, buffer, silence).ConfigureAwait(false);
                _position += read;
                return read;
            }
            catch (StoreUnavailableException) when (tries < Tries && !content.IsDamaged)
            {
                content.Drop();
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }
}
