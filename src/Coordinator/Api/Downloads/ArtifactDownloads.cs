using System.Text;
using System.Text.Json;
using Fleet.Artifacts;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api.Downloads;

/// <summary>Artifacts of nodes, to be read by users. Errors: <see cref="ApiException"/>.</summary>
/// <param name="store">The workflows.</param>
/// <param name="documents">Makes their objects.</param>
/// <param name="artifacts">The Fleet's artifact store; null: it has none.</param>
public sealed class ArtifactDownloads(IFleetStore store, IWorkflowDocuments documents, IArtifactStore? artifacts)
{
    // Who copies a workflow's artifacts asks for one after another.
    private volatile Known? last;

    /// <summary>An artifact of a node.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="node">Id of the node.</param>
    /// <param name="name">Name of the artifact.</param>
    /// <param name="input">An input, not an output.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ApiException">404: there is no such node or artifact; 501: it is kept where this server does not read.</exception>
    public async Task<ArtifactDownload> FindAsync(WorkflowSummary workflow, string node, string name, bool input, CancellationToken cancellationToken)
    {
        var (nodes, side) = (await NodesAsync(workflow, cancellationToken).ConfigureAwait(false), input ? "inputs" : "outputs");
        if (!nodes.TryGetProperty(node, out var found))
            throw new ApiException(404, 5, $"workflow {workflow.Name} has no node with the id '{node}'");
        foreach (var artifact in Items(found, side))
        {
            if (artifact.TryGetProperty("name", out var own) && own.GetString() == name)
                return Of(artifact, name);
        }

        throw new ApiException(404, 5, $"node {node} has no artifact '{name}' among its {side}");
    }

    /// <summary>The archived logs of a workflow's pods: of each node with one, the artifact.</summary>
    internal async Task<IReadOnlyList<(JsonElement Node, ArtifactDownload Log)>> ArchivedLogsAsync(WorkflowSummary workflow, string container, CancellationToken cancellationToken)
    {
        var logs = new List<(JsonElement, ArtifactDownload)>();
        var nodes = await NodesAsync(workflow, cancellationToken).ConfigureAwait(false);
        if (artifacts is null || nodes.ValueKind != JsonValueKind.Object)
            return logs;
        foreach (var node in nodes.EnumerateObject().Select(member => member.Value).Where(node => node.GetProperty("type").GetString() == "Pod"))
        {
            foreach (var artifact in Items(node, "outputs").Where(artifact => IsLogOf(artifact, container)))
                logs.Add((node, Of(artifact, container + "-logs")));
        }

        return logs;
    }

    private static bool IsLogOf(JsonElement artifact, string container) =>
        artifact.TryGetProperty("archiveLogs", out var logs) && logs.ValueKind == JsonValueKind.True && artifact.GetProperty("name").GetString() == container + "-logs";

    private ArtifactDownload Of(JsonElement artifact, string name)
    {
        if (artifact.TryGetProperty("raw", out var raw) && raw.TryGetProperty("data", out var data))
            return ArtifactDownload.OfBytes(name, Encoding.UTF8.GetBytes(data.GetString() ?? ""));
        if (!artifact.TryGetProperty("s3", out var place) || place.EnumerateObject().Any(member => member.Name != "key") || !place.TryGetProperty("key", out var key) || key.GetString() is not { Length: > 0 } at)
            throw new ApiException(501, 12, $"artifact '{name}' is not kept in the Fleet's own artifact store: read it where it is");
        return artifacts is null
            ? throw new ApiException(501, 12, $"artifact '{name}' lies at '{at}' in an artifact store that this server does not know (--artifact-store, FLEET_ARTIFACT_STORE)")
            : ArtifactDownload.OfKey(artifacts, at);
    }

    private async Task<JsonElement> NodesAsync(WorkflowSummary workflow, CancellationToken cancellationToken)
    {
        if (last is { } known && known.Uid == workflow.Uid && known.Version == workflow.Version)
            return known.Nodes;
        var stored = await store.LoadAsync(workflow.Uid, cancellationToken).ConfigureAwait(false) ?? throw ApiException.NotFound(workflow.Name);
        var nodes = documents.Full(stored).GetProperty("status").TryGetProperty("nodes", out var all) ? all : JsonSerializer.SerializeToElement(new { });
        last = new Known(workflow.Uid, stored.Version, nodes);
        return nodes;
    }

    private static JsonElement[] Items(JsonElement node, string side) =>
        node.TryGetProperty(side, out var values) && values.TryGetProperty("artifacts", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private sealed record Known(Guid Uid, long Version, JsonElement Nodes);
}
