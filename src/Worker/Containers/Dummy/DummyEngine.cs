using System.Collections.Concurrent;
using System.Globalization;

namespace Fleet.Worker.Containers.Dummy;

/// <summary>Where dummy containers live. Several <see cref="DummyRuntime"/>s may share one, as workers of one host share a container engine.</summary>
/// <param name="time">Clock of the containers.</param>
public sealed class DummyEngine(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DummyContainer> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DummyContainer> _byName = new(StringComparer.Ordinal);
    private long _created;

    /// <summary>Id of the engine: new for each, since its containers live in this process.</summary>
    public string Id { get; } = "dummy-" + Guid.NewGuid().ToString("N");

    /// <summary>Clock of the containers.</summary>
    public TimeProvider Time => time;

    /// <summary>Containers of any state.</summary>
    public int Count => _byId.Count;

    /// <summary>Containers created since the beginning.</summary>
    public long Created => Interlocked.Read(ref _created);

    /// <summary>Calls fail as if the engine did not answer.</summary>
    public bool Down { get; set; }

    /// <summary>Ends all running containers as the restart of an engine without live-restore does.</summary>
    public void KillAll()
    {
        foreach (var container in _byId.Values)
            container.End(137, killedByEngine: true);
    }

    /// <summary>Ends one running container with an exit code; false: there is none of that name.</summary>
    public bool End(string name, int exitCode)
    {
        if (!_byName.TryGetValue(name, out var container))
            return false;
        container.End(exitCode);
        return true;
    }

    internal ICollection<DummyContainer> All => _byId.Values;

    internal DummyContainer? Find(string idOrName) =>
        _byId.TryGetValue(idOrName, out var container) || _byName.TryGetValue(idOrName, out container) ? container : null;

    internal DummyContainer Add(ContainerSpec spec, DummyBehaviour behaviour)
    {
        var id = "d" + Interlocked.Increment(ref _created).ToString(CultureInfo.InvariantCulture);
        var container = new DummyContainer(id, spec, behaviour, time);
        _byId[id] = container;
        if (_byName.TryAdd(spec.Name, container))
            return container;
        _byId.TryRemove(id, out _);
        throw _byName.TryGetValue(spec.Name, out var existing)
            ? new ContainerExistsException(existing.State)
            : new EngineUnavailableException($"cannot create container {spec.Name}: the engine is still removing one of that name");
    }

    internal bool Rename(DummyContainer container, string name)
    {
        if (!_byName.TryAdd(name, container))
            return _byName.TryGetValue(name, out var holder) && holder == container;
        _byName.TryRemove(KeyValuePair.Create(container.Name, container));
        container.Name = name;
        return true;
    }

    internal void Remove(DummyContainer container)
    {
        _byId.TryRemove(container.Id, out _);
        _byName.TryRemove(KeyValuePair.Create(container.Name, container));
        container.Removed();
    }
}
