using System.Runtime.ExceptionServices;
using Fleet.Artifacts;

namespace Fleet.Worker.Containers.Docker;

/// <summary>Content that is sent to the engine, and remembers the error that reading it had: what the connection makes of it cannot be told from an outage of the engine.</summary>
internal sealed class SentContent(Stream content) : ReadOnlyStream
{
    /// <summary>The error; null: none.</summary>
    public ExceptionDispatchInfo? Fault { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Fault = ExceptionDispatchInfo.Capture(error);
            throw;
        }
    }
}
