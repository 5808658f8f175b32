using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Contracts;

namespace Fleet.Worker.Execution;

/// <summary>What loading and storing artifacts have in common.</summary>
internal static class ArtifactPatience
{
    // The reason may be another one meanwhile.
    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(15);

    private static readonly Task Never = new TaskCompletionSource().Task;

    /// <summary>Why an artifact cannot be had or stored: there is no store.</summary>
    public const string NoStore = "this worker has no artifact store; start it with the store that the whole Fleet shares (--artifact-store, FLEET_ARTIFACT_STORE)";

    /// <summary>The kind of an input, or of an output.</summary>
    public static ArchiveKind KindOf(ArtifactArchive archive, ArchiveKind byDefault) => archive switch
    {
        ArtifactArchive.None => ArchiveKind.None,
        ArtifactArchive.Tar => ArchiveKind.Tar,
        ArtifactArchive.Zip => ArchiveKind.Zip,
        _ => byDefault,
    };

    /// <summary>Asks the store until it answers or patience is over. Meanwhile the task's user is told why. Who reads cancels it when the task is to be stopped.</summary>
    /// <exception cref="StoreUnavailableException">It did not answer.</exception>
    public static Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call, TaskTools tools, CancellationToken cancellationToken) => AskAsync(call, tools, Never, cancellationToken);

    /// <summary>The same for what is stored: a task that has ended gives what it can, and is not held up by a store that is away once it is to be stopped.</summary>
    /// <exception cref="StoreUnavailableException">It did not answer, or not before the stop.</exception>
    public static Task<T> UntilAnsweredOrStoppedAsync<T>(Func<Task<T>> call, TaskTools tools, CancellationToken cancellationToken) => AskAsync(call, tools, tools.StopAsked, cancellationToken);

    private static async Task<T> AskAsync<T>(Func<Task<T>> call, TaskTools tools, Task givesUp, CancellationToken cancellationToken)
    {
        var begun = tools.Time.GetTimestamp();
        long? told = null;
        try
        {
            while (true)
            {
                try
                {
                    return await call().ConfigureAwait(false);
                }
                catch (StoreUnavailableException error) when (tools.Time.GetElapsedTime(begun) < tools.StorePatience && !givesUp.IsCompleted)
                {
                    if (told is not { } last || tools.Time.GetElapsedTime(last) >= TellAgain)
                    {
                        told = tools.Time.GetTimestamp();
                        tools.TellsWaiting($"waiting for the artifact store: {error.Message}");
                    }

                    await Task.WhenAny(Task.Delay(TaskTools.EngineRetry, tools.Time, cancellationToken), givesUp).ConfigureAwait(false);
                    cancellationToken.ThrowIfCancellationRequested();
                }
                catch (StoreUnavailableException error) when (givesUp.IsCompleted)
                {
                    throw new StoreUnavailableException($"{error.Message} (not asked again: the task is to be stopped)", error);
                }
                catch (StoreUnavailableException error)
                {
                    throw new StoreUnavailableException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{error.Message} (asked again for {tools.StorePatience.TotalSeconds:0} s)"), error);
                }
            }
        }
        finally
        {
            if (told is not null)
                tools.TellsWaiting(null);
        }
    }
}
