using Fleet.Artifacts;
using Fleet.Artifacts.Http;
using Fleet.Artifacts.Places;
using Fleet.Contracts;

namespace Fleet.Worker.Execution;

/// <summary>
/// Looks at a store while a call to it takes long: of one that says nothing the user is told within seconds, not when the call is given up; of a large artifact that is on its way, nothing.
/// </summary>
/// <param name="tools">The task's.</param>
/// <param name="place">The store's place; null: the Fleet's own store.</param>
/// <param name="key">What it is asked for; null: the place has no keys.</param>
internal sealed class StoreLook(TaskTools tools, ArtifactPlace? place, string? key)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    /// <summary>That of an input; null: it is at hand.</summary>
    public static StoreLook? Of(ArtifactInput artifact, TaskTools tools) => artifact is { Key: null, Place: null } ? null : new StoreLook(tools, artifact.Place, artifact.Key);

    /// <summary>Looks until it is cancelled.</summary>
    /// <param name="found">Is given why there is no answer; null: it answers. Not called after the end.</param>
    /// <param name="cancellationToken">The call is over.</param>
    public async Task RunAsync(Action<string?> found, CancellationToken cancellationToken)
    {
        await Task.Delay(First, tools.Time, cancellationToken).ConfigureAwait(false);
        var fetched = key is null && place is not null ? tools.Artifacts.Fetched(place) : null;
        using var closes = fetched as IDisposable;
        while (true)
        {
            var problem = await LookAsync(fetched, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            found(problem);
            await Task.Delay(Again, tools.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> LookAsync(IFetchedPlace? fetched, CancellationToken cancellationToken)
    {
        try
        {
            return fetched switch
            {
                null => await StoreProbe.AskAsync(tools.Artifacts.Of(place), key ?? StoreProbe.Key, Limit, tools.Time, cancellationToken).ConfigureAwait(false),
                IArtifactStore store => await StoreProbe.AskAsync(store, HttpArtifactStore.Key, Limit, tools.Time, cancellationToken).ConfigureAwait(false),
                // A git server is asked by its own program, and not a second time.
                _ => $"{fetched.Description} has not given it yet",
            };
        }
        catch (ArtifactRefusedException)
        {
            // An answer, too.
            return null;
        }
    }
}
