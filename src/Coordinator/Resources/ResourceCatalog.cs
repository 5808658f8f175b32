using System.Collections.Immutable;
using System.Text;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Resources;

/// <summary>
/// Templates and ConfigMaps as the store has them, for validation outside the run loop. Kept between calls: each look asks the store only for what changed since the last one.
/// Safe to use from several threads.
/// </summary>
/// <param name="store">The store.</param>
public sealed class ResourceCatalog(IFleetStore store) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ImmutableDictionary<ResourceKey, Entry> _entries = ImmutableDictionary<ResourceKey, Entry>.Empty;
    private long _version;

    /// <summary>Finds the templates that are stored now.</summary>
    /// <returns>A look-up for <see cref="LoadOptions.FindTemplate"/>.</returns>
    public async Task<Func<string, string, bool, Workflow?>> TemplatesAsync(CancellationToken cancellationToken)
    {
        var entries = await RefreshAsync(cancellationToken).ConfigureAwait(false);
        return (ns, name, cluster) => entries.GetValueOrDefault(TemplateKey(ns, name, cluster))?.Manifest.Value;
    }

    /// <summary>Finds what the ConfigMaps say that are stored now, by namespace and name.</summary>
    public async Task<Func<string, string, IReadOnlyDictionary<string, string>?>> ConfigMapsAsync(CancellationToken cancellationToken)
    {
        var entries = await RefreshAsync(cancellationToken).ConfigureAwait(false);
        return (ns, name) => entries.GetValueOrDefault(new ResourceKey(ResourceKinds.ConfigMap, ns, name)) is { } entry ? ConfigMapData.Read(entry.Row.Manifest) : null;
    }

    /// <summary>Key of a workflow template.</summary>
    /// <param name="namespace">Namespace of who refers to it; empty: the default one.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cluster">It is a ClusterWorkflowTemplate.</param>
    public static ResourceKey TemplateKey(string @namespace, string name, bool cluster) => cluster
        ? new ResourceKey(ResourceKinds.ClusterWorkflowTemplate, "", name)
        : new ResourceKey(ResourceKinds.WorkflowTemplate, @namespace.Length == 0 ? ResourceKinds.DefaultNamespace : @namespace, name);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<ImmutableDictionary<ResourceKey, Entry>> RefreshAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var page = await store.ResourceChangesAsync(_version, cancellationToken).ConfigureAwait(false);
            foreach (var row in page.Items) Take(row);
            _version = page.Version;
            return _entries;
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Take(ResourceRow row)
    {
        if (!row.Deleted) _entries = _entries.SetItem(row.Key, new Entry(row, new Lazy<Workflow>(() => SpecReader.ReadWorkflow(row.Manifest))));
        else if (_entries.TryGetValue(row.Key, out var present) && present.Row.Uid == row.Uid) _entries = _entries.Remove(row.Key);
    }

    private sealed record Entry(ResourceRow Row, Lazy<Workflow> Manifest);
}
