using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Artifacts;
using Fleet.Cli.Rendering;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Runs;

/// <summary>Finds the stores that a workflow's artifacts lie in: each in a place of its own, in the workflow's repository, else in the Fleet's own store.</summary>
/// <param name="workflow">The Workflow object.</param>
/// <param name="stores">The stores.</param>
internal sealed class StoredPlaces(JsonElement workflow, IRunStores stores)
{
    private readonly Dictionary<string, IArtifactStore> _open = new(StringComparer.Ordinal);
    private readonly string? _repository = workflow.Member("status", "artifactRepositoryRef", "artifactRepository") is { } repository ? ArtifactRepository.Read(repository.GetRawText()).Location : null;

    /// <summary>Where an artifact lies.</summary>
    /// <param name="artifact">It, as it stands in the status.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <returns>Its store and key; null: it says none.</returns>
    /// <exception cref="ArtifactRefusedException">The store cannot be opened.</exception>
    public async Task<(IArtifactStore Store, string Key)?> FindAsync(JsonElement artifact, CancellationToken cancellationToken)
    {
        var json = JsonObject.Create(artifact)!;
        if (ArtifactLocation.KeyOf(json) is { } key)
            return (await OpenAsync(_repository, cancellationToken), key);
        return ArtifactLocation.Split(json) is (var location, { } own) ? (await OpenAsync(location, cancellationToken), own) : null;
    }

    private async Task<IArtifactStore> OpenAsync(string? location, CancellationToken cancellationToken) =>
        _open.TryGetValue(location ?? "", out var store) ? store : _open[location ?? ""] = location is null ? stores.Own : await stores.OpenAsync(location, cancellationToken);
}
