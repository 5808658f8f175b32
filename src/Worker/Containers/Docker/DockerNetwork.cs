using Docker.DotNet;
using Docker.DotNet.Models;

namespace Fleet.Worker.Containers.Docker;

/// <summary>The bridge network that all task containers on an engine share. Made when it is first needed.</summary>
internal sealed class DockerNetwork(DockerClient client, EngineCalls calls, string name) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile bool _there;
    private volatile bool _joined;

    /// <summary>Makes sure that there is exactly one network of that name.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_there)
            return;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_there)
                return;
            if (await FindAsync(cancellationToken) is null)
                await CreateAsync(cancellationToken);
            _there = true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Brings this process into it, where it runs in a container of the engine: task containers are reached from inside only.</summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        if (_joined)
            return;
        // The engine names a container's host after its id.
        if (File.Exists("/.dockerenv")
            && await calls.FindAsync("look up the worker's own container", token => client.Containers.InspectContainerAsync(Environment.MachineName, token), cancellationToken) is { } own
            && own.NetworkSettings?.Networks?.ContainsKey(name) != true)
        {
            await EnsureAsync(cancellationToken);
            await calls.MakeAsync($"join network {name}", token => client.Networks.ConnectNetworkAsync(name, new NetworkConnectParameters { Container = own.ID }, token), cancellationToken);
        }

        _joined = true;
    }

    /// <summary>Somebody removed it: look again next time.</summary>
    public void Forget() => _there = false;

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        string created;
        try
        {
            created = await calls.MakeAsync($"create network {name}", async token =>
                (await client.Networks.CreateNetworkAsync(new NetworksCreateParameters { Name = name, Driver = "bridge", Labels = new Dictionary<string, string> { ["fleet.network"] = name } }, token)).ID,
                cancellationToken);
        }
        catch (EngineUnavailableException) when (!cancellationToken.IsCancellationRequested)
        {
            // A newer engine refuses a second one of the name: another worker was faster.
            if (await FindAsync(cancellationToken) is not null)
                return;
            throw;
        }
        // Engines before API 1.44 make a second network of the same name when two workers ask at once, and then call the name ambiguous. All keep the same one.
        var kept = await FindAsync(cancellationToken);
        if (kept is not null && kept != created)
            await calls.MakeAsync($"remove the second network {name}", token => client.Networks.DeleteNetworkAsync(created, token), cancellationToken);
    }

    private async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        var found = await calls.MakeAsync($"look up network {name}", token => client.Networks.ListNetworksAsync(new NetworksListParameters
        {
            Filters = new Dictionary<string, IDictionary<string, bool>> { ["name"] = new Dictionary<string, bool> { [name] = true } },
        }, token), cancellationToken);
        // The filter matches parts of names too.
        return found.Where(network => network.Name == name).OrderBy(network => network.Created).ThenBy(network => network.ID, StringComparer.Ordinal).FirstOrDefault()?.ID;
    }
}
