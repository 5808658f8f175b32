using Fleet.Artifacts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution;

/// <summary>What an engine gives to read: that it breaks off is the engine's error, and told apart from those of who it is passed on to.</summary>
internal sealed class EngineStream(Stream inner) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return buffer.Length == 0 ? 0 : await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (EngineRetries.IsOutage(error))
        {
            throw new EngineUnavailableException($"the container engine broke off while a file was copied: {error.Message}", error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
