using Fleet.Artifacts;

namespace Fleet.Cli.Runs;

/// <summary>The stores that a run's artifacts are in, for files that go there from this machine and come from there.</summary>
internal interface IRunStores
{
    /// <summary>The Fleet's own store.</summary>
    IArtifactStore Own { get; }

    /// <summary>The store of a workflow that chooses none: the Fleet's artifact repository, where it has one.</summary>
    /// <exception cref="ArtifactRefusedException">It cannot be opened.</exception>
    Task<IArtifactStore> DefaultAsync(CancellationToken cancellationToken);

    /// <summary>The store of a place: an artifact's location without its key.</summary>
    /// <exception cref="ArtifactRefusedException">It cannot be opened.</exception>
    Task<IArtifactStore> OpenAsync(string place, CancellationToken cancellationToken);
}
