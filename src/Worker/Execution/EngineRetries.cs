using System.Net.Sockets;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution;

/// <summary>Asks an engine again and again until it answers: containers go on while it is away.</summary>
internal static class EngineRetries
{
    /// <summary>The answer.</summary>
    public static async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception error) when (IsOutage(error))
            {
                await Task.Delay(TaskTools.EngineRetry, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The engine did not answer, or its answer broke off in the middle of a stream.</summary>
    public static bool IsOutage(Exception error) => error is EngineUnavailableException or IOException or HttpRequestException or SocketException;
}
