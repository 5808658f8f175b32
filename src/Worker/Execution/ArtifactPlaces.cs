using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Contracts;

namespace Fleet.Worker.Execution;

/// <summary>What loading and storing artifacts have in common.</summary>
internal static class ArtifactPlaces
{
    /// <summary>How long a store that does not answer is asked again.</summary>
    public static readonly TimeSpan StorePatience = TimeSpan.FromMinutes(5);

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

    /// <summary>Asks the store until it answers, or patience is over.</summary>
    /// <exception cref="StoreUnavailableException">It did not answer.</exception>
    public static async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call, TimeProvider time, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (StoreUnavailableException) when (time.GetElapsedTime(begun) < StorePatience)
            {
                await Task.Delay(TaskTools.EngineRetry, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
