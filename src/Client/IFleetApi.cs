using System.Text.Json;

namespace Fleet.Client;

/// <summary>
/// The API of a Fleet, in Argo's own shapes: over HTTP (<see cref="HttpFleetClient"/>) or in process, with the same handlers behind both.
/// A namespace of "" means all namespaces where a list or a watch takes one; a name may be <c>@latest</c>.
/// Errors: <see cref="FleetApiException"/>.
/// </summary>
public interface IFleetApi
{
    /// <summary>Creates a workflow from a manifest (Argo JSON).</summary>
    /// <returns>The Workflow object as stored.</returns>
    Task<JsonElement> CreateAsync(string @namespace, JsonElement workflow, bool dryRun, CancellationToken cancellationToken);

    /// <summary>Creates a workflow with templates, ConfigMaps and Secrets that count for it alone.</summary>
    /// <returns>The Workflow object as stored.</returns>
    Task<JsonElement> CreateAsync(string @namespace, JsonElement workflow, IReadOnlyList<JsonElement> resources, bool dryRun, CancellationToken cancellationToken);

    /// <summary>Validates a manifest without storing it.</summary>
    /// <returns>The manifest.</returns>
    Task<JsonElement> LintAsync(string @namespace, JsonElement workflow, CancellationToken cancellationToken);

    /// <summary>Lists workflows, newest first, without nodes unless <see cref="ListRequest.Fields"/> asks for them.</summary>
    Task<WorkflowList> ListAsync(string @namespace, ListRequest request, CancellationToken cancellationToken);

    /// <summary>The whole Workflow object.</summary>
    Task<JsonElement> GetAsync(string @namespace, string name, CancellationToken cancellationToken);

    /// <summary>Workflow objects as they change: first every one that matches now, then changes. Ends with the token.</summary>
    IAsyncEnumerable<WorkflowEvent> WatchAsync(string @namespace, WatchRequest request, CancellationToken cancellationToken);

    /// <summary>Log lines of a workflow, merged by time. With <see cref="LogRequest.Follow"/> it ends by itself once the workflow is done and its logs are drained.</summary>
    IAsyncEnumerable<LogLine> LogsAsync(string @namespace, string name, LogRequest request, CancellationToken cancellationToken);

    /// <summary>An output artifact of a node, as it is stored.</summary>
    /// <param name="namespace">Namespace.</param>
    /// <param name="name">Name of the workflow.</param>
    /// <param name="nodeId">Id of the node.</param>
    /// <param name="artifact">Name of the artifact.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<ArtifactFile> DownloadAsync(string @namespace, string name, string nodeId, string artifact, CancellationToken cancellationToken);

    /// <summary>Nothing new starts until resumed.</summary>
    Task<JsonElement> SuspendAsync(string @namespace, string name, CancellationToken cancellationToken);

    /// <summary>Goes on, and completes suspend nodes (all, or those that match the selector).</summary>
    Task<JsonElement> ResumeAsync(string @namespace, string name, string? nodeFieldSelector, CancellationToken cancellationToken);

    /// <summary>Stops; exit handlers run.</summary>
    Task<JsonElement> StopAsync(string @namespace, string name, string? message, string? nodeFieldSelector, CancellationToken cancellationToken);

    /// <summary>Stops without exit handlers.</summary>
    Task<JsonElement> TerminateAsync(string @namespace, string name, CancellationToken cancellationToken);

    /// <summary>Sets outputs, phase or message of suspend nodes.</summary>
    /// <param name="namespace">Namespace.</param>
    /// <param name="name">Name of the workflow.</param>
    /// <param name="change">Which nodes, and what.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<JsonElement> SetAsync(string @namespace, string name, NodeChange change, CancellationToken cancellationToken);

    /// <summary>Runs a workflow that failed again: what failed and what comes after it; what succeeded is kept.</summary>
    /// <param name="namespace">Namespace.</param>
    /// <param name="name">Name of the workflow.</param>
    /// <param name="change">What else is run again, and with which arguments.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<JsonElement> RetryAsync(string @namespace, string name, RetryChange change, CancellationToken cancellationToken);

    /// <summary>Why a workflow, or a node of it, waits, runs or has failed.</summary>
    /// <param name="namespace">Namespace.</param>
    /// <param name="name">Name of the workflow.</param>
    /// <param name="node">Name, display name or id of a node; null: the whole workflow.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns><c>{name, namespace, phase, message, running, nodes, waiting: [{node, kind, reason, until}], failed: [{name, displayName, type, phase, message}]}</c>.</returns>
    Task<JsonElement> WhyAsync(string @namespace, string name, string? node, CancellationToken cancellationToken);

    /// <summary>Deletes a workflow with its logs; a running one is terminated first.</summary>
    Task DeleteAsync(string @namespace, string name, CancellationToken cancellationToken);

    /// <summary>Objects beside workflows: templates, ConfigMaps, Secrets.</summary>
    IFleetResources Resources { get; }

    /// <summary>Limits of semaphores.</summary>
    IFleetSync Sync { get; }

    /// <summary>Version of the server.</summary>
    Task<JsonElement> VersionAsync(CancellationToken cancellationToken);

    /// <summary>Settings of the server for its clients.</summary>
    Task<JsonElement> InfoAsync(CancellationToken cancellationToken);
}
