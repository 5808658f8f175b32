using Fleet.Artifacts;
using Fleet.Artifacts.Caching;
using Fleet.Artifacts.Places;
using Fleet.Contracts;

namespace Fleet.Worker.Execution;

/// <summary>The stores that a worker's tasks name, opened once each and kept while they are used.</summary>
/// <param name="own">The Fleet's own store.</param>
/// <param name="places">Opens the others.</param>
/// <param name="cache">What they give is kept here; null: nowhere.</param>
internal sealed class ArtifactStores(OwnStore own, ArtifactPlaces places, ArtifactCache? cache = null)
{
    // A client keeps connections; tasks of one Fleet name few places.
    private const int Most = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, IArtifactStore> _open = [];
    private readonly Queue<string> _order = new();
    private (IArtifactStore Store, IArtifactStore Kept)? _own;

    /// <summary>Whether there is a store for a place at all.</summary>
    public bool Has(ArtifactPlace? place) => place is not null || own.Current is not null;

    /// <summary>The store of a place.</summary>
    /// <param name="place">The place; null: the Fleet's own store.</param>
    /// <exception cref="ArtifactRefusedException">There is none, or it cannot be opened.</exception>
    public IArtifactStore Of(ArtifactPlace? place)
    {
        if (place is null)
            return Own() ?? throw new ArtifactRefusedException(ArtifactPatience.NoStore);
        lock (_gate)
        {
            var key = string.Join('\n', place.Secrets.SelectMany(secret => (string[])[secret.Name, secret.Value]).Prepend(place.Location));
            if (_open.TryGetValue(key, out var store))
                return store;
            store = Over(places.Open(place.Location, SecretsOf(place)), cache);
            _open.Add(key, store);
            _order.Enqueue(key);
            // What is let go of may be in use: it ends with its last connection.
            if (_order.Count > Most)
                _open.Remove(_order.Dequeue());
            return store;
        }
    }

    /// <summary>A place whose artifact is fetched as a whole, the caller's to dispose of where it can be; null: it is a store with keys.</summary>
    /// <exception cref="ArtifactRefusedException">It cannot be opened.</exception>
    public IFetchedPlace? Fetched(ArtifactPlace place) => places.OpenFetched(place.Location, SecretsOf(place));

    private IArtifactStore? Own()
    {
        if (own.Current is not { } store)
            return null;
        lock (_gate)
        {
            if (_own?.Store != store)
                _own = (store, Over(store, cache));
            return _own.Value.Kept;
        }
    }

    private static IArtifactStore Over(IArtifactStore store, ArtifactCache? cache) => cache?.Over(store) ?? store;

    private static Func<string, string, string?> SecretsOf(ArtifactPlace place) => (name, part) => place.Secrets.FirstOrDefault(secret => secret.Name == $"{name}/{part}")?.Value;
}
