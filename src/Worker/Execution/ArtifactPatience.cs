using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Contracts;

namespace Fleet.Worker.Execution;

/// <summary>What loading and storing artifacts have in common.</summary>
internal static class ArtifactPatience
{
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
    /// <param name="call">The question.</param>
    /// <param name="look">Looks at the store while it takes long; null: there is none to be looked at.</param>
    /// <param name="tools">The task's.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="StoreUnavailableException">It did not answer.</exception>
    public static Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call, StoreLook? look, TaskTools tools, CancellationToken cancellationToken) => AskAsync(call, look, tools, Never, cancellationToken);

    /// <summary>The same for what is stored: a task that has ended gives what it can, and is not held up by a store that is away once it is to be stopped.</summary>
    /// <exception cref="StoreUnavailableException">It did not answer, or not before the stop.</exception>
    public static Task<T> UntilAnsweredOrStoppedAsync<T>(Func<Task<T>> call, StoreLook? look, TaskTools tools, CancellationToken cancellationToken) => AskAsync(call, look, tools, tools.StopAsked, cancellationToken);

    private static async Task<T> AskAsync<T>(Func<Task<T>> call, StoreLook? look, TaskTools tools, Task givesUp, CancellationToken cancellationToken)
    {
        var begun = tools.Time.GetTimestamp();
        var note = new WaitingNote(tools);
        try
        {
            while (true)
            {
                try
                {
                    return look is null ? await call().ConfigureAwait(false) : await LookedAtAsync(call, look, note, cancellationToken).ConfigureAwait(false);
                }
                catch (StoreUnavailableException error) when (tools.Time.GetElapsedTime(begun) < tools.StorePatience && !givesUp.IsCompleted)
                {
                    note.Tell(error.Message);
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
            note.Clear();
        }
    }

    private static async Task<T> LookedAtAsync<T>(Func<Task<T>> call, StoreLook look, WaitingNote note, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // What the call itself has told is for the next call to clear.
        var looked = false;
        var looking = look.RunAsync(
            problem =>
            {
                if (problem is not null)
                    note.Tell(problem);
                else if (looked)
                    note.Clear();
                looked = problem is not null;
            },
            over.Token);
        try
        {
            return await call().ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
