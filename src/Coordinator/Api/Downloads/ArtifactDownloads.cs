using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Artifacts;
using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Api.Downloads;

/// <summary>Artifacts of nodes, to be read by users. Errors: <see cref="ApiException"/>.</summary>
/// <param name="store">The workflows.</param>
/// <param name="documents">Makes their objects.</param>
/// <param name="artifacts">The Fleet's artifact store; null: it has none.</param>
/// <param name="places">Opens the others.</param>
public sealed class ArtifactDownloads(IFleetStore store, IWorkflowDocuments documents, IArtifactStore? artifacts, KeptPlaces places)
{
    // Who copies a workflow's artifacts asks for one after another.
    private volatile Known? last;

    /// <summary>An artifact of a node.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="node">Id of the node.</param>
    /// <param name="name">Name of the artifact.</param>
    /// <param name="input">An input, not an output.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ApiException">404: there is no such node or artifact; 501: it is kept where nothing can be read by a key.</exception>
    public async Task<ArtifactDownload> FindAsync(WorkflowSummary workflow, string node, string name, bool input, CancellationToken cancellationToken)
    {
        var (known, side) = (await KnowAsync(workflow, cancellationToken).ConfigureAwait(false), input ? "inputs" : "outputs");
        if (!known.Nodes.TryGetProperty(node, out var found))
            throw new ApiException(404, 5, $"workflow {workflow.Name} has no node with the id '{node}'");
        foreach (var artifact in Items(found, side))
        {
            if (artifact.TryGetProperty("name", out var own) && own.GetString() == name)
                return await OfAsync(artifact, name, known, cancellationToken).ConfigureAwait(false);
        }

        throw new ApiException(404, 5, $"node {node} has no artifact '{name}' among its {side}");
    }

    /// <summary>The archived logs of a workflow's pods: of each node with one, the artifact.</summary>
    internal async Task<IReadOnlyList<(JsonElement Node, ArtifactDownload Log)>> ArchivedLogsAsync(WorkflowSummary workflow, string container, CancellationToken cancellationToken)
    {
        var logs = new List<(JsonElement, ArtifactDownload)>();
        var known = await KnowAsync(workflow, cancellationToken).ConfigureAwait(false);
        foreach (var node in known.Nodes.EnumerateObject().Select(member => member.Value).Where(node => node.GetProperty("type").GetString() == "Pod"))
        {
            foreach (var artifact in Items(node, "outputs").Where(artifact => IsLogOf(artifact, container)))
                logs.Add((node, await OfAsync(artifact, container + "-logs", known, cancellationToken).ConfigureAwait(false)));
        }

        return logs;
    }

    private static bool IsLogOf(JsonElement artifact, string container) =>
        artifact.TryGetProperty("archiveLogs", out var logs) && logs.ValueKind == JsonValueKind.True && artifact.GetProperty("name").GetString() == container + "-logs";

    private async Task<ArtifactDownload> OfAsync(JsonElement artifact, string name, Known known, CancellationToken cancellationToken)
    {
        if (artifact.TryGetProperty("raw", out var raw) && raw.TryGetProperty("data", out var data))
            return ArtifactDownload.OfBytes(name, Encoding.UTF8.GetBytes(data.GetString() ?? ""));
        var json = JsonObject.Create(artifact)!;
        if (ArtifactLocation.KeyOf(json) is { } key)
        {
            return ArtifactDownload.OfKey(
                known.Repository is { } repository ? await OpenAsync(repository).ConfigureAwait(false)
                    : artifacts ?? throw new ApiException(501, 12, $"artifact '{name}' lies at '{key}' in an artifact store that this server does not know (--artifact-store, FLEET_ARTIFACT_STORE)"),
                key);
        }

        return ArtifactLocation.Split(json) is (var location, { } own) ? ArtifactDownload.OfKey(await OpenAsync(location).ConfigureAwait(false), own)
            : throw new ApiException(501, 12, $"artifact '{name}' is not kept under a key: read it where it is");

        Task<IArtifactStore> OpenAsync(string location) => places.OpenAsync(location, known.Secrets, cancellationToken);
    }

    private async Task<Known> KnowAsync(WorkflowSummary workflow, CancellationToken cancellationToken)
    {
        if (last is { } known && known.Uid == workflow.Uid && known.Version == workflow.Version)
            return known;
        var stored = await store.LoadAsync(workflow.Uid, cancellationToken).ConfigureAwait(false) ?? throw ApiException.NotFound(workflow.Name);
        var status = documents.Full(stored).GetProperty("status");
        var nodes = status.TryGetProperty("nodes", out var all) ? all : JsonSerializer.SerializeToElement(new { });
        var repository = status.TryGetProperty("artifactRepositoryRef", out var reference) && reference.TryGetProperty("artifactRepository", out var chosen) ? ArtifactRepository.Read(chosen.GetRawText()).Location : null;
        return last = new Known(workflow.Uid, stored.Version, nodes, repository, PlaceSecrets.Of(workflow.Namespace, SpecReader.ReadWorkflow(stored.Record.Manifest)));
    }

    private static JsonElement[] Items(JsonElement node, string side) =>
        node.TryGetProperty(side, out var values) && values.TryGetProperty("artifacts", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private sealed record Known(Guid Uid, long Version, JsonElement Nodes, string? Repository, PlaceSecrets Secrets);
}
