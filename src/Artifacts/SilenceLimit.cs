namespace Fleet.Artifacts;

/// <summary>How long a server that took a call may say nothing, and take nothing of what it is sent, before the call is given up.</summary>
/// <param name="Longest">The time.</param>
/// <param name="Time">Tells how long it is silent.</param>
public sealed record SilenceLimit(TimeSpan Longest, TimeProvider Time)
{
    /// <summary>What counts where whoever calls has more patience: two minutes.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromMinutes(2);

    /// <summary>What a server has in any case: ten seconds.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(10);

    /// <summary>That of a caller with more patience.</summary>
    public static SilenceLimit Default { get; } = new(Usual, TimeProvider.System);

    /// <summary>That of a caller who asks again for a while.</summary>
    /// <param name="patience">For so long; null: for long.</param>
    /// <param name="time">Tells how long the server is silent.</param>
    public static SilenceLimit Of(TimeSpan? patience, TimeProvider time) => new(patience is { } given && given < Usual ? given > Least ? given : Least : Usual, time);

    /// <summary>Watches a call.</summary>
    internal SilenceWatch Watch(CancellationToken cancellationToken) => new(Longest, Time, cancellationToken);

    /// <summary>Calls. One that is given up is cancelled by the watch's token.</summary>
    internal async Task<T> CallAsync<T>(Func<SilenceWatch, Task<T>> call, CancellationToken cancellationToken)
    {
        using var watch = Watch(cancellationToken);
        return await watch.WatchAsync(() => call(watch)).ConfigureAwait(false);
    }

    /// <summary>One read.</summary>
    /// <exception cref="IOException">Nothing came for too long.</exception>
    internal async ValueTask<int> ReadAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var watch = Watch(cancellationToken);
        try
        {
            watch.Resume();
            return await stream.ReadAsync(buffer, watch.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (watch.IsSilent && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"nothing came for {Longest.TotalSeconds:0} s"), error);
        }
    }
}
