using System.Net;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;

namespace Fleet.Artifacts.Host;

/// <summary>A body that is sent as its stream gives it. Its own errors are kept apart from those of the connection.</summary>
/// <param name="content">The stream; it stays the caller's.</param>
/// <param name="silence">Watches the server, not the stream.</param>
internal sealed class SentContent(Stream content, SilenceWatch silence) : HttpContent
{
    private const int BufferBytes = 128 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string? _sha256;

    /// <summary>Error of the stream; null: none.</summary>
    public ExceptionDispatchInfo? Fault { get; private set; }

    /// <summary>SHA-256 of what was sent.</summary>
    public string Sha256 => _sha256 ??= Convert.ToHexStringLower(_hash.GetHashAndReset());

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            _hash.AppendData(buffer, 0, read);
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();
        base.Dispose(disposing);
    }

    private async Task<int> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        silence.Pause();
        try
        {
            return await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Fault = ExceptionDispatchInfo.Capture(error);
            throw;
        }
        finally
        {
            silence.Resume();
        }
    }
}
