using System.Runtime.CompilerServices;

namespace Fleet.Client;

/// <summary>Opens a stream again when it breaks off: a server that is restarted, or another coordinator that answers in its place, goes on where the first one was.</summary>
/// <param name="patience">How long it is tried, counted from the moment when nothing came any more.</param>
/// <param name="time">Time.</param>
/// <param name="told">Is told of it, once for each time.</param>
internal sealed class Reconnection(TimeSpan patience, TimeProvider time, Action<string>? told)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>The items of all of them.</summary>
    /// <param name="open">Opens it; calls its argument when the server has taken the request.</param>
    /// <param name="isOver">The end of the stream is the end; otherwise it broke off.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="FleetApiException">The server refuses it, or did not come back; the first connection is tried once.</exception>
    public async IAsyncEnumerable<T> FollowAsync<T>(Func<Action, IAsyncEnumerable<T>> open, Func<bool> isOver, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DateTimeOffset? lost = null;
        var opened = false;
        for (var wait = First; ;)
        {
            Exception? broken = null;
            var items = open(() => opened = true).GetAsyncEnumerator(cancellationToken);
            await using (items.ConfigureAwait(false))
            {
                while (true)
                {
                    try
                    {
                        if (!await items.MoveNextAsync().ConfigureAwait(false))
                            break;
                    }
                    catch (Exception error) when (opened && IsBreak(error) && !cancellationToken.IsCancellationRequested)
                    {
                        broken = error;
                        break;
                    }

                    (lost, wait) = (null, First);
                    yield return items.Current;
                }
            }

            if (broken is null && isOver())
                yield break;
            var reason = broken?.Message ?? "it has ended the stream";
            if (lost is null)
                told?.Invoke($"the server is away ({reason}); going on when it is back");
            var now = time.GetUtcNow();
            lost ??= now;
            if (now - lost > patience)
                throw new FleetApiException(503, 14, $"the server has been away for {patience.TotalSeconds:0} s: {reason}", broken);
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            wait = wait + wait < Longest ? wait + wait : Longest;
        }
    }

    private static bool IsBreak(Exception error) => error is IOException or HttpRequestException or System.Text.Json.JsonException or FleetApiException { HttpStatus: 502 or 503 or 504 };
}
