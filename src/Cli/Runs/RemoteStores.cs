using Fleet.Artifacts;
using Fleet.Artifacts.Host;
using Fleet.Artifacts.Places;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Runs;

/// <summary>The stores of a run on a server, which has the Secrets: everything goes through it, but for places whose keys are in the workflow's own file; those this process opens itself.</summary>
/// <param name="server">The server.</param>
/// <param name="environment">The surroundings.</param>
/// <param name="namespace">Namespace of the run.</param>
/// <param name="given">The Secrets of the workflow's file.</param>
internal sealed class RemoteStores(ServerNoteContent server, CliEnvironment environment, string @namespace, GivenSecrets given) : IRunStores, IDisposable
{
    private readonly List<IDisposable> _open = [];

    public IArtifactStore Own => Open(null, null);

    public Task<IArtifactStore> DefaultAsync(CancellationToken cancellationToken) => Task.FromResult<IArtifactStore>(Open(@namespace, null));

    public Task<IArtifactStore> OpenAsync(string place, CancellationToken cancellationToken)
    {
        var named = SecretSelectors.Of(place);
        if (named.FirstOrDefault(selector => given.Has(selector.Name)) is not { } own)
            return Task.FromResult<IArtifactStore>(Open(@namespace, place));
        if (named.FirstOrDefault(selector => !selector.Optional && !given.Has(selector.Name)) is { } other)
            throw new ArtifactRefusedException($"the keys of its store are in the Secret '{own.Name}', which is in the workflow's file, and in '{other.Name}', which is not: put both into the file, or apply both (fleet apply -f)");
        var store = new ArtifactPlaces(null, environment.Time).Open(place, given.Value);
        if (store is IDisposable disposable)
            _open.Add(disposable);
        return Task.FromResult(store);
    }

    public void Dispose() => _open.ForEach(store => store.Dispose());

    private HttpFleetArtifactStore Open(string? ns, string? place)
    {
        var store = new HttpFleetArtifactStore(new Uri(server.Address), RemoteRun.TokenOf(server, environment), environment.Time, ns, place);
        _open.Add(store);
        return store;
    }
}
