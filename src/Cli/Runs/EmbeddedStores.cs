using Fleet.Artifacts;
using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Runs;

/// <summary>The stores of a run in this process, which has the Secrets.</summary>
/// <param name="own">The Fleet's own store.</param>
/// <param name="repository">The Fleet's artifact repository; null: the own store.</param>
/// <param name="places">Opens them.</param>
/// <param name="secrets">Gives the Secrets that count for the run.</param>
internal sealed class EmbeddedStores(IArtifactStore own, string? repository, KeptPlaces places, Func<Task<PlaceSecrets>> secrets) : IRunStores
{
    public IArtifactStore Own => own;

    public async Task<IArtifactStore> DefaultAsync(CancellationToken cancellationToken) =>
        repository is not null && ArtifactRepository.Read(repository).Location is { } place ? await OpenAsync(place, cancellationToken) : own;

    public async Task<IArtifactStore> OpenAsync(string place, CancellationToken cancellationToken) => await places.OpenAsync(place, await secrets(), cancellationToken);
}
