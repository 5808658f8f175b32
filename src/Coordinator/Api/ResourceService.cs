using System.Globalization;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Api;

/// <summary>What the API does with objects beside workflows (templates, ConfigMaps, Secrets without their values), behind HTTP and in process alike. Errors: <see cref="ApiException"/>.</summary>
/// <param name="store">The store.</param>
/// <param name="commands">Takes the changes.</param>
/// <param name="catalog">Templates that others refer to.</param>
/// <param name="cipher">Seals Secrets.</param>
public sealed class ResourceService(IFleetStore store, IResourceCommands commands, ResourceCatalog catalog, SecretCipher cipher)
{
    /// <summary>Objects of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="ns">Namespace; "" means all.</param>
    /// <param name="options">Label selector, field selector (name and namespace), limit and continue.</param>
    /// <param name="namePattern">Part of the name; null: any.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<WorkflowPageReply> ListAsync(string kind, string ns, ListOptions options, string? namePattern, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var offset = 0;
        if (!string.IsNullOrEmpty(options.Continue) && (!int.TryParse(options.Continue, NumberStyles.None, CultureInfo.InvariantCulture, out offset) || offset < 0))
            throw ApiException.Invalid("listOptions.continue must be int");
        var fields = FieldSelector.Parse(options.FieldSelector);
        var labels = LabelSelector.Parse(options.LabelSelector);
        var page = await store.ListResourcesAsync(kind, ns.Length == 0 || ResourceKinds.IsOfCluster(kind) ? null : ns, cancellationToken).ConfigureAwait(false);
        var fitting = page.Items
            .Where(row => (fields.Name is null || row.Key.Name == fields.Name) && (fields.NotName is null || row.Key.Name != fields.NotName)
                && (fields.Namespace is null || row.Key.Namespace == fields.Namespace) && (fields.NotNamespace is null || row.Key.Namespace != fields.NotNamespace)
                && (string.IsNullOrEmpty(namePattern) || row.Key.Name.Contains(namePattern, StringComparison.Ordinal)))
            .Select(ResourceDocument.Of)
            .Where(item => QueryMatch.LabelsFit(labels, item))
            .Skip(offset)
            .ToList();
        var items = options.Limit > 0 ? fitting.Take(options.Limit).ToList() : fitting;
        var remaining = fitting.Count - items.Count;
        return new WorkflowPageReply(
            items, remaining > 0 ? (offset + items.Count).ToString(CultureInfo.InvariantCulture) : null, remaining, page.Version.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>An object.</summary>
    public async Task<JsonElement> GetAsync(ResourceKey key, CancellationToken cancellationToken) =>
        ResourceDocument.Of(await store.FindResourceAsync(key, cancellationToken).ConfigureAwait(false) ?? throw NotFound(key));

    /// <summary>Makes an object.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="ns">Namespace; empty: the manifest's, else the default one.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<JsonElement> CreateAsync(string kind, string ns, JsonElement manifest, CancellationToken cancellationToken)
    {
        var draft = await ReadAsync(kind, ns, manifest, cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(new ResourceChange(ResourceAction.Create, draft.Key) { Manifest = draft.Manifest }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Replaces an object.</summary>
    /// <param name="key">Which one; it wins over the manifest's own name.</param>
    /// <param name="manifest">The manifest; with a resourceVersion it must still be the present one.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<JsonElement> UpdateAsync(ResourceKey key, JsonElement manifest, CancellationToken cancellationToken)
    {
        var draft = await ReadAsync(key.Kind, key.Namespace, Named(manifest, key.Name), cancellationToken).ConfigureAwait(false);
        return await ChangeAsync(new ResourceChange(ResourceAction.Update, draft.Key) { Manifest = draft.Manifest, Version = draft.Version }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes an object.</summary>
    public Task DeleteAsync(ResourceKey key, CancellationToken cancellationToken) => ChangeAsync(new ResourceChange(ResourceAction.Delete, key), cancellationToken);

    /// <summary>Validates a manifest; stores nothing.</summary>
    /// <returns>The manifest.</returns>
    public async Task<JsonElement> LintAsync(string kind, string ns, JsonElement manifest, CancellationToken cancellationToken)
    {
        await ReadAsync(kind, ns, manifest, cancellationToken).ConfigureAwait(false);
        return manifest;
    }

    private async Task<ResourceDraft> ReadAsync(string kind, string ns, JsonElement manifest, CancellationToken cancellationToken)
    {
        var options = new LoadOptions { IgnoreUnknownFields = true, FindTemplate = await catalog.TemplatesAsync(cancellationToken).ConfigureAwait(false) };
        var draft = ResourceReader.Read(kind, ns, manifest, options, cipher);
        return draft.Errors.Count == 0 ? draft
            : throw ApiException.Invalid(string.Join("\n", draft.Errors.Select(error => error.Path is null ? error.Message : $"{error.Path}: {error.Message}")));
    }

    private async Task<JsonElement> ChangeAsync(ResourceChange change, CancellationToken cancellationToken)
    {
        var reply = await commands.ChangeAsync(change, cancellationToken).ConfigureAwait(false);
        return reply.Outcome switch
        {
            ResourceOutcome.NotFound => throw NotFound(change.Key),
            ResourceOutcome.Exists => throw new ApiException(409, 6, $"{ResourceKinds.Plural(change.Key.Kind)} \"{change.Key.Name}\" already exists"),
            ResourceOutcome.Stale => throw new ApiException(
                409, 6, $"Operation cannot be fulfilled on {ResourceKinds.Plural(change.Key.Kind)} \"{change.Key.Name}\": the object has been modified; please apply your changes to the latest version and try again"),
            _ => ResourceDocument.Of(reply.Row!),
        };
    }

    private static JsonElement Named(JsonElement manifest, string name)
    {
        var node = System.Text.Json.Nodes.JsonObject.Create(manifest)!;
        if (node["metadata"] is null) node["metadata"] = new System.Text.Json.Nodes.JsonObject();
        if (node["metadata"] is System.Text.Json.Nodes.JsonObject metadata) metadata["name"] = name;
        return JsonSerializer.SerializeToElement(node);
    }

    private static ApiException NotFound(ResourceKey key) => new(404, 5, $"{ResourceKinds.Plural(key.Kind)} \"{key.Name}\" not found");
}
