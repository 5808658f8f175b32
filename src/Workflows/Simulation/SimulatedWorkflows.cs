using System.Text.Json.Nodes;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Simulation;

/// <summary>The other workflows of a simulation: those that resource templates make, and those that are given. None is run: each ends as its entry says.</summary>
internal sealed class SimulatedWorkflows(IReadOnlyList<GivenWorkflow> given, DateTimeOffset start)
{
    private readonly NameGlob[] _globs = [.. given.Select(entry => new NameGlob(entry.Match))];
    private readonly Dictionary<string, Child> _children = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, Child> _watched = [];
    private readonly Dictionary<int, Child> _waitedFor = [];
    private readonly HashSet<GivenWorkflow> _used = [];

    private sealed record Child(string Name, JsonObject Object, DateTimeOffset? End, GivenWorkflow Entry);

    /// <summary>When the next of those that a node waits for ends; null: none does.</summary>
    public DateTimeOffset? NextEnd => _watched.Values.Min(child => child.End);

    /// <summary>Does what a node asks for.</summary>
    /// <returns>The first news.</returns>
    public EngineEvent Manage(int ordinal, ManageRequest request, DateTimeOffset now)
    {
        var name = request.Name ?? Prefix(request);
        var found = request.Action == ManageAction.Create ? null : Find(name);
        if (request.Action == ManageAction.Delete)
        {
            _children.Remove(name);
            return new WorkflowObserved(ordinal, null);
        }

        if (found is null && request.Action == ManageAction.Get)
            return new ManageRefused(ordinal, $"workflows.argoproj.io \"{name}\" not found");
        if (found is null)
        {
            if (_children.ContainsKey(name) && request.Name is not null)
                return new ManageRefused(ordinal, $"the workflow cannot be submitted: a workflow named '{name}' exists already");
            found = Make(name, JsonNode.Parse(request.Manifest!)!.AsObject(), now);
            if (found.Entry.Error is { } error)
                return new ManageRefused(ordinal, $"the workflow cannot be submitted: {error}");
            _children[name] = found;
        }

        if (request.News != ManagedNews.None)
            _watched[ordinal] = _waitedFor[ordinal] = found;
        return new WorkflowObserved(ordinal, At(found, now));
    }

    /// <summary>A node wants no more news.</summary>
    public void Forget(int ordinal)
    {
        _watched.Remove(ordinal);
        _waitedFor.Remove(ordinal);
    }

    /// <summary>News of those that have ended by now.</summary>
    public IEnumerable<EngineEvent> Ended(DateTimeOffset now)
    {
        foreach (var (ordinal, child) in _watched.Where(watched => watched.Value.End <= now).ToArray())
        {
            _watched.Remove(ordinal);
            yield return new WorkflowObserved(ordinal, At(child, now));
        }
    }

    /// <summary>Entries without effect.</summary>
    public IEnumerable<SpecError> Warnings() => given.Select((entry, index) => (Entry: entry, Index: index)).Where(item => !_used.Contains(item.Entry))
        .Select(item => new SpecError($"no resource template made or read a workflow that '{item.Entry.Match}' matches", $"given.workflows[{item.Index}]", item.Entry.Line, 0, 0));

    /// <summary>What a node waits for; null: for none of these.</summary>
    public string? WaitedFor(int ordinal) => _waitedFor.GetValueOrDefault(ordinal)?.Name;

    // A generated name is the same each time, as that of the simulated workflow itself.
    private string Prefix(ManageRequest request)
    {
        var prefix = request.Manifest is { } manifest && JsonNode.Parse(manifest)?["metadata"]?["generateName"]?.GetValue<string>() is { } text ? text : "";
        Span<byte> random = stackalloc byte[GeneratedName.RandomLength];
        for (var number = 0; ; number++)
        {
            random.Fill((byte)number);
            var name = GeneratedName.Complete(prefix, random);
            if (!_children.ContainsKey(name))
                return name;
        }
    }

    // One that is only given is there from the begin.
    private Child? Find(string name)
    {
        if (!_children.TryGetValue(name, out var child) && Array.Exists(_globs, glob => glob.Matches(name)))
            _children[name] = child = Make(name, new JsonObject { ["apiVersion"] = "argoproj.io/v1alpha1", ["kind"] = "Workflow" }, start);
        return child;
    }

    private Child Make(string name, JsonObject manifest, DateTimeOffset now)
    {
        var at = Array.FindIndex(_globs, glob => glob.Matches(name));
        var entry = at < 0 ? new GivenWorkflow { Match = name } : given[at];
        _used.Add(entry);
        if (manifest["metadata"] is not JsonObject metadata)
            manifest["metadata"] = metadata = [];
        metadata["name"] = name;
        return new Child(name, manifest, entry.Duration is { } duration ? now + duration : null, entry);
    }

    private static string At(Child child, DateTimeOffset now)
    {
        var workflow = child.Object.DeepClone().AsObject();
        var ended = child.End <= now;
        var status = ended && child.Entry.Status is { } given ? JsonNode.Parse(CanonicalJson.Write(given))!.AsObject() : [];
        status["phase"] = ended ? child.Entry.Phase : "Running";
        workflow["status"] = status;
        return workflow.ToJsonString();
    }
}
