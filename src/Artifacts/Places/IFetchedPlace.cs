namespace Fleet.Artifacts.Places;

/// <summary>A place whose artifact is fetched as a whole, since parts of it cannot be asked for again: a URL, a git repository.</summary>
public interface IFetchedPlace
{
    /// <summary>What it is and where, for messages; without secrets.</summary>
    string Description { get; }

    /// <summary>Fetches it to a temporary folder.</summary>
    /// <returns>What is there, the caller's to dispose of; null: nothing is there.</returns>
    /// <exception cref="ArtifactRefusedException">It can never be fetched.</exception>
    /// <exception cref="StoreUnavailableException">It may work later.</exception>
    Task<FetchedArtifact?> FetchAsync(CancellationToken cancellationToken);
}
