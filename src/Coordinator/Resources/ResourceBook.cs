using System.Text;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Resources;

/// <summary>
/// All objects beside workflows, in memory: what the engine's questions are answered from, and what changes are decided on. Made from the store, and made anew after a failed commit.
/// Not safe for use by several threads at once.
/// </summary>
/// <param name="cipher">Tells whether a Secret says something else than before.</param>
public sealed class ResourceBook(SecretCipher cipher)
{
    private readonly Dictionary<ResourceKey, ResourceRow> _rows = [];
    private readonly Dictionary<ResourceKey, IReadOnlyDictionary<string, string>> _data = [];

    /// <summary>A book of what a store has.</summary>
    /// <param name="page">Its objects, tombstones among them.</param>
    /// <param name="cipher">Tells whether a Secret says something else than before.</param>
    public static ResourceBook Of(ResourcePage page, SecretCipher cipher)
    {
        ArgumentNullException.ThrowIfNull(page);
        var book = new ResourceBook(cipher);
        foreach (var row in page.Items) book.Take(row);
        return book;
    }

    /// <summary>Takes in a state of an object; its deletion too.</summary>
    public void Take(ResourceRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        _data.Remove(row.Key);
        if (!row.Deleted) _rows[row.Key] = row;
        else if (_rows.TryGetValue(row.Key, out var present) && present.Uid == row.Uid) _rows.Remove(row.Key);
    }

    /// <summary>An object; null: there is none.</summary>
    public ResourceRow? Find(ResourceKey key) => _rows.GetValueOrDefault(key);

    /// <summary>What a ConfigMap says; null: there is no such ConfigMap.</summary>
    public IReadOnlyDictionary<string, string>? ConfigMap(string @namespace, string name) => Data(new ResourceKey(ResourceKinds.ConfigMap, @namespace, name), ConfigMapData.Read);

    /// <summary>The sealed values of a Secret by key; null: there is no such Secret.</summary>
    public IReadOnlyDictionary<string, string>? Secret(string @namespace, string name) => Data(new ResourceKey(ResourceKinds.Secret, @namespace, name), SecretData.Read);

    /// <summary>Secrets that are not sealed with the first key, as they are to be written; those that no key reads stay as they are.</summary>
    public IReadOnlyList<ResourceRow> Renewed() =>
    [
        .. _rows.Values.Where(row => row.Key.Kind == ResourceKinds.Secret)
            .Select(row => SecretManifest.Renew(row.Manifest, row.Key.Namespace, cipher) is { } manifest ? row with { Manifest = manifest, Version = 0 } : null).OfType<ResourceRow>(),
    ];

    /// <summary>The value of a ConfigMap's key; null: there is no such ConfigMap, or it has no such key.</summary>
    public string? ConfigMapValue(string @namespace, string name, string key) => ConfigMap(@namespace, name)?.GetValueOrDefault(key);

    /// <summary>A ConfigMap of artifact repositories; null: there is no such ConfigMap.</summary>
    public RepositoryMap? Repositories(string @namespace, string name) => Find(new ResourceKey(ResourceKinds.ConfigMap, @namespace, name)) is { } row ? RepositoryMap.Read(row.Manifest) : null;

    /// <summary>Secrets that none of the keys reads.</summary>
    public IReadOnlyList<ResourceKey> Unreadable() =>
        [.. _rows.Values.Where(row => row.Key.Kind == ResourceKinds.Secret && !SecretManifest.IsReadable(row.Manifest, row.Key.Namespace, cipher)).Select(row => row.Key)];

    /// <summary>Answers the engine of a workflow: with the template of its namespace, or of the cluster.</summary>
    internal TemplateResolved Answer(string @namespace, ResolveTemplate asked) => new(
        asked.Name,
        asked.ClusterScope,
        Find(ResourceCatalog.TemplateKey(@namespace, asked.Name, asked.ClusterScope)) is { } row ? Encoding.UTF8.GetString(row.Manifest.Span) : null,
        asked.Start);

    /// <summary>Answers the engine of a workflow: with what the ConfigMaps and Secrets of its namespace say now.</summary>
    internal ConfigMapsRead Answer(string @namespace, ReadConfigMaps asked) => new(
        [.. asked.Keys.Select(key => Workflows.Engine.ConfigMapValue.Of(key, key.Secret ? Secret(@namespace, key.Name) : ConfigMap(@namespace, key.Name)))],
        asked.Start);

    /// <summary>Answers the engine of a workflow: with the artifact repositories that the ConfigMap of its namespace says now.</summary>
    internal RepositoryResolved Answer(string @namespace, ResolveRepository asked) => new(Repositories(@namespace, asked.ConfigMap));

    /// <summary>Decides a change; nothing is changed here.</summary>
    /// <param name="change">What is asked for.</param>
    /// <param name="uid">Uid of a new object.</param>
    /// <param name="now">Now.</param>
    /// <returns>The answer, and the row to write; null: none.</returns>
    public (ResourceReply Reply, ResourceRow? Write) Decide(ResourceChange change, Guid uid, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(change);
        var present = Find(change.Key);
        if (present is null)
        {
            if (change.Action is ResourceAction.Update or ResourceAction.Delete) return (new(ResourceOutcome.NotFound, null), null);
            var made = new ResourceRow { Uid = uid, Key = change.Key, Generation = 1, CreatedAt = now, Manifest = change.Manifest };
            return (new(ResourceOutcome.Created, made), made);
        }

        if (change.Action == ResourceAction.Create) return (new(ResourceOutcome.Exists, null), null);
        if (change.Version is { } version && version != present.Version) return (new(ResourceOutcome.Stale, null), null);
        if (change.Action == ResourceAction.Delete) return (new(ResourceOutcome.Deleted, present), present with { Deleted = true, Version = 0 });
        if (IsSame(change.Key, change.Manifest, present.Manifest)) return (new(ResourceOutcome.Unchanged, present), null);
        // Without a version until the commit gives one: who named the present one and comes second in the same group is stale.
        var replaced = present with { Manifest = change.Manifest, Generation = present.Generation + 1, Version = 0 };
        return (new(ResourceOutcome.Configured, replaced), replaced);
    }

    private IReadOnlyDictionary<string, string>? Data(ResourceKey key, Func<ReadOnlyMemory<byte>, IReadOnlyDictionary<string, string>> read)
    {
        if (_data.TryGetValue(key, out var data)) return data;
        return Find(key) is { } row ? _data[key] = read(row.Manifest) : null;
    }

    // The order of a map's entries says nothing.
    private bool IsSame(ResourceKey key, ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
    {
        if (one.Span.SequenceEqual(other.Span)) return true;
        if (key.Kind == ResourceKinds.Secret) return SecretManifest.IsSame(one, other, key.Namespace, cipher);
        using var left = JsonDocument.Parse(one);
        using var right = JsonDocument.Parse(other);
        return JsonElement.DeepEquals(left.RootElement, right.RootElement);
    }
}
