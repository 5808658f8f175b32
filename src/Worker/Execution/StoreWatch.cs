using Fleet.Artifacts;
using Microsoft.Extensions.Logging;

namespace Fleet.Worker.Execution;

/// <summary>Looks now and then whether the artifact store answers. What it finds goes with the beats, so that no task that needs the store is sent in vain.</summary>
/// <param name="own">The store.</param>
/// <param name="time">Time.</param>
/// <param name="logger">For the worker's operator.</param>
/// <param name="told">Is told why the worker cannot have tasks with artifacts (null: it can), at the beginning and after each look; null: nobody.</param>
internal sealed partial class StoreWatch(OwnStore own, TimeProvider time, ILogger logger, Action<string?>? told = null)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WhenItAnswers = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WhenItDoesNot = TimeSpan.FromSeconds(2);

    private string? problem = own.Current is { } store ? NotYet(store) : ArtifactPatience.NoStore;
    private bool answered;

    /// <summary>Why the worker cannot have tasks with artifacts; null: it can.</summary>
    public string? Problem => Volatile.Read(ref problem);

    /// <summary>Why the worker is not what it is meant to be yet: its store has never answered. Null: it has, or there is none. A store that goes away later holds up tasks with artifacts alone.</summary>
    public string? Awaited => Volatile.Read(ref answered) || own.Current is not { } store ? null : Problem is { } known && known != ArtifactPatience.NoStore ? known : NotYet(store);

    /// <summary>Looks until the token is cancelled. The first look is over before this gives way, unless the store lets it wait.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        told?.Invoke(Problem);
        while (!cancellationToken.IsCancellationRequested)
        {
            if (own.Current is not { } store)
            {
                await Task.Delay(WhenItDoesNot, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            var found = await LookAsync(store, cancellationToken).ConfigureAwait(false);
            if (found is not null && found != Problem)
                LogAway(logger, found);
            if (found is null && Interlocked.Exchange(ref problem, null) is not null)
                LogThere(logger, store.Description);
            Volatile.Write(ref problem, found);
            told?.Invoke(found);
            if (found is null)
                Volatile.Write(ref answered, true);
            await Task.Delay(found is null ? WhenItAnswers : WhenItDoesNot, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string NotYet(IArtifactStore store) => $"the artifact store ({store.Description}) has not answered yet";

    private async Task<string?> LookAsync(IArtifactStore asked, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreProbe.AskAsync(asked, StoreProbe.Key, Limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Problem;
        }
        catch (Exception error)
        {
            return error.Message;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Tasks with artifacts are not taken: {Problem}")]
    private static partial void LogAway(ILogger logger, string problem);

    [LoggerMessage(2, LogLevel.Information, "Tasks with artifacts are taken: {Store} answers")]
    private static partial void LogThere(ILogger logger, string store);
}
