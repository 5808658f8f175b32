using MassTransit;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Messaging;

/// <summary>The endpoints of one period of leadership. Disposing stops them; what is in progress goes back to its queue.</summary>
internal sealed partial class ConnectedEndpoints(ILogger logger) : IAsyncDisposable
{
    /// <summary>Handlers that wait for a commit which will not come are given up after this.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly List<HostReceiveEndpointHandle> _handles = [];

    public void Add(HostReceiveEndpointHandle handle) => _handles.Add(handle);

    public Task ReadyAsync(CancellationToken cancellationToken) => Task.WhenAll(_handles.Select(handle => handle.Ready)).WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync() => await Task.WhenAll(_handles.Select(StopAsync)).ConfigureAwait(false);

    private async Task StopAsync(HostReceiveEndpointHandle handle)
    {
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await handle.StopAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogStopFailed(logger, error);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "An endpoint did not stop cleanly; its deliveries go back to the queue.")]
    private static partial void LogStopFailed(ILogger logger, Exception error);
}
