using Fleet.Artifacts;
using Fleet.Artifacts.Host;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;

namespace Fleet.Cli.Runs;

/// <summary>The stores of a run on a server, which has the Secrets: everything goes through it.</summary>
/// <param name="server">The server.</param>
/// <param name="environment">The surroundings.</param>
/// <param name="namespace">Namespace of the run.</param>
internal sealed class RemoteStores(ServerNoteContent server, CliEnvironment environment, string @namespace) : IRunStores, IDisposable
{
    private readonly List<HttpFleetArtifactStore> _open = [];

    public IArtifactStore Own => Open(null, null);

    public Task<IArtifactStore> DefaultAsync(CancellationToken cancellationToken) => Task.FromResult<IArtifactStore>(Open(@namespace, null));

    public Task<IArtifactStore> OpenAsync(string place, CancellationToken cancellationToken) => Task.FromResult<IArtifactStore>(Open(@namespace, place));

    public void Dispose() => _open.ForEach(store => store.Dispose());

    private HttpFleetArtifactStore Open(string? ns, string? place)
    {
        var store = new HttpFleetArtifactStore(new Uri(server.Address), RemoteRun.TokenOf(server, environment), environment.Time, ns, place);
        _open.Add(store);
        return store;
    }
}
