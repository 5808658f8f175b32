using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Plans;

/// <summary>Finds the templates that calls name: those of the workflow, and those of workflow templates it refers to, each with the names around it.</summary>
internal sealed class TemplateLibrary(Workflow workflow, GivenResources given)
{
    private readonly TemplateDefaults _defaults = new(workflow);
    private readonly Dictionary<(string Scope, string Name), TemplateHandle> _named = [];
    private readonly Dictionary<string, TemplateHandle> _inline = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Workflow> _scopes = new(StringComparer.Ordinal);

    /// <summary>Manifests of workflow templates as they were when they were first referred to, by scope. They are stored with the root node.</summary>
    public IReadOnlyDictionary<string, string> Stored => _stored;

    /// <summary>Handles of templates of workflow templates that were used, by scope and name.</summary>
    public IEnumerable<TemplateHandle> Referenced => _named.Values.Where(handle => handle.Scope.Length > 0).OrderBy(handle => handle.Scope, StringComparer.Ordinal).ThenBy(handle => handle.Template.Name, StringComparer.Ordinal);

    /// <summary>How many those are.</summary>
    public int ReferencedCount { get; private set; }

    /// <summary>Scope of a workflow template: <c>namespaced/NAME</c> or <c>cluster/NAME</c>.</summary>
    public static string ScopeOf(string name, bool clusterScope) => (clusterScope ? "cluster/" : "namespaced/") + name;

    /// <summary>Whether the workflow template of a reference needs not be asked for.</summary>
    public bool Knows(TemplateRef reference) => Manifest(ScopeOf(reference.Name, reference.ClusterScope)) is not null;

    /// <summary>Keeps a workflow template for the life of the workflow; false: it has one of that name already.</summary>
    public bool Store(string name, bool clusterScope, string manifest) => _stored.TryAdd(ScopeOf(name, clusterScope), manifest);

    /// <summary>Takes in what was stored.</summary>
    public void Restore(string scope, string manifest) => _stored[scope] = manifest;

    /// <summary>Finds the template of a call whose tags were replaced; null: there is none, and <paramref name="error"/> says so.</summary>
    public TemplateHandle? Find(string scope, string? name, TemplateRef? reference, string? inline, out string error)
    {
        error = "";
        if (inline is not null)
            return Inline(inline, scope);
        if (reference is not null)
        {
            if (Named(ScopeOf(reference.Name, reference.ClusterScope), reference.Template) is { } referenced)
                return referenced;
            error = Knows(reference)
                ? $"template {reference.Template} not found in workflow template {reference.Name}"
                : $"{(reference.ClusterScope ? "clusterworkflowtemplates" : "workflowtemplates")}.argoproj.io \"{reference.Name}\" not found";
            return null;
        }

        var handle = Named(scope, name ?? "");
        if (handle is null)
            error = scope.Length == 0 ? $"template {name} not found" : $"template {name} not found in workflow template {scope[(scope.IndexOf('/', StringComparison.Ordinal) + 1)..]}";
        return handle;
    }

    /// <summary>A template by name, of the workflow (scope empty) or of a workflow template.</summary>
    public TemplateHandle? Named(string scope, string name)
    {
        if (_named.TryGetValue((scope, name), out var handle))
            return handle;
        if (Manifest(scope)?.Spec.FindTemplate(name) is not { } template)
            return null;
        if (scope.Length > 0)
            ReferencedCount++;
        return _named[(scope, name)] = new TemplateHandle(_defaults.Apply(template), scope, null);
    }

    /// <summary>An inline template by its JSON text.</summary>
    public TemplateHandle Inline(string json, string scope)
    {
        var key = scope + "\n" + json;
        if (!_inline.TryGetValue(key, out var handle))
            _inline[key] = handle = new TemplateHandle(_defaults.Apply(SpecReader.ReadTemplate(json)), scope, json);
        return handle;
    }

    private Workflow? Manifest(string scope)
    {
        if (scope.Length == 0)
            return workflow;
        if (_scopes.TryGetValue(scope, out var manifest))
            return manifest;
        var cluster = scope.StartsWith("cluster/", StringComparison.Ordinal);
        manifest = given.Template(scope[(scope.IndexOf('/', StringComparison.Ordinal) + 1)..], cluster) ?? (_stored.TryGetValue(scope, out var json) ? SpecReader.ReadWorkflow(json) : null);
        if (manifest is not null)
            _scopes[scope] = manifest;
        return manifest;
    }
}
