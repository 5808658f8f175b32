using MassTransit;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Messaging;

/// <summary>The endpoints of one period of leadership. Disposing stops them; what is in progress goes back to its queue.</summary>
internal sealed partial class ConnectedEndpoints : IAsyncDisposable
{
    /// <summary>How long the broker is given to stop delivering before what is in progress is handed back: handed back earlier, it would come to us again. Where nothing is in progress nobody waits for it. A busy broker takes its time.</summary>
    private static readonly TimeSpan CancelPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger;
    private readonly List<HostReceiveEndpointHandle> _handles = [];
    private readonly CancellationTokenSource _stop = new();

    public ConnectedEndpoints(ILogger logger)
    {
        _logger = logger;
        HandBack = new HandBack(_stop.Token);
    }

    /// <summary>Lets go of what waits for a commit that will not come.</summary>
    public HandBack HandBack { get; }

    public void Add(HostReceiveEndpointHandle handle) => _handles.Add(handle);

    public Task ReadyAsync(CancellationToken cancellationToken) => Task.WhenAll(_handles.Select(handle => handle.Ready)).WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _stop.CancelAfter(CancelPause);
        await Task.WhenAll(_handles.Select(StopAsync)).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
    }

    private async Task StopAsync(HostReceiveEndpointHandle handle)
    {
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await handle.StopAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogStopFailed(_logger, error);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "An endpoint did not stop cleanly; its deliveries go back to the queue.")]
    private static partial void LogStopFailed(ILogger logger, Exception error);
}
