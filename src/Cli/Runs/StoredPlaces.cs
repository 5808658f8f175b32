using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Artifacts;
using Fleet.Artifacts.Places;
using Fleet.Cli.Rendering;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Runs;

/// <summary>Finds the stores that a workflow's artifacts lie in: each in a place of its own, in the workflow's repository, else in the Fleet's own store.</summary>
/// <param name="workflow">The Workflow object.</param>
/// <param name="kept">The Fleet's own store.</param>
internal sealed class StoredPlaces(JsonElement workflow, IArtifactStore kept) : IDisposable
{
    private readonly Dictionary<string, IArtifactStore> _open = new(StringComparer.Ordinal);
    private readonly string? _repository = workflow.Member("status", "artifactRepositoryRef", "artifactRepository") is { } repository ? ArtifactRepository.Read(repository.GetRawText()).Location : null;

    /// <summary>Where an artifact lies.</summary>
    /// <param name="artifact">It, as it stands in the status.</param>
    /// <returns>Its store and key; null: it says none.</returns>
    /// <exception cref="ArtifactRefusedException">The store cannot be opened.</exception>
    public (IArtifactStore Store, string Key)? Find(JsonElement artifact)
    {
        var json = JsonObject.Create(artifact)!;
        if (ArtifactLocation.KeyOf(json) is { } key)
            return (_repository is null ? kept : Open(_repository), key);
        return ArtifactLocation.Split(json) is (var location, { } own) ? (Open(location), own) : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var store in _open.Values.OfType<IDisposable>())
            store.Dispose();
    }

    private IArtifactStore Open(string location) => _open.TryGetValue(location, out var store) ? store : _open[location] = ArtifactPlaces.Open(location);
}
