using System.Text.Json;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>Why a workflow or a node waits, runs or has failed (<c>fleet why</c>): the engine's reasons, the dispatcher's and those of locks, and what the status says.</summary>
public sealed class WorkflowWhy(IFleetStore store, IWorkflowDocuments documents, IWaitingReasons reasons)
{
    private const int Longest = 1000;

    private static readonly string[] Leafs = ["Pod", "Container", "HTTP", "Suspend", "Plugin", "Skipped"];

    /// <summary>Answers.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="name">Name of the workflow, or <c>@latest</c>.</param>
    /// <param name="node">Name, display name or id of a node, of one that is not there yet too; null or empty: the whole workflow.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ApiException">404: there is no such workflow, or nothing of that name in it.</exception>
    public async Task<WhyReply> AskAsync(string ns, string name, string? node, CancellationToken cancellationToken)
    {
        var summary = (name == "@latest"
            ? await store.FindLatestAsync(ns, cancellationToken).ConfigureAwait(false)
            : await store.FindAsync(ns, name, cancellationToken).ConfigureAwait(false)) ?? throw ApiException.NotFound(name);
        var stored = await store.LoadShownAsync(summary.Uid, cancellationToken).ConfigureAwait(false) ?? throw ApiException.NotFound(name);
        var waiting = stored.Record.FinishedAt is not null ? [] : await reasons.ReasonsAsync(summary.Uid, Longest, cancellationToken).ConfigureAwait(false);
        var nodes = Nodes(documents.Full(stored)).ToList();
        var asked = string.IsNullOrEmpty(node) ? [] : nodes.Where(one => one.Id == node || one.Node.Name == node || one.Node.DisplayName == node).Select(one => one.Node).ToList();
        if (!string.IsNullOrEmpty(node))
        {
            waiting = [.. waiting.Where(reason => asked.Exists(one => IsIn(reason.Node, one.Name)) || IsNamed(reason.Node, summary.Name, node))];
            nodes = [.. nodes.Where(one => asked.Exists(whole => IsIn(one.Node.Name, whole.Name)))];
            if (asked.Count == 0 && waiting.Count == 0)
                throw new ApiException(404, 5, $"workflow {summary.Name} has no node '{node}', and nothing of that name waits in it: a node is made when what is before it is over");
        }

        var waits = waiting.Select(reason => reason.Node).ToHashSet(StringComparer.Ordinal);
        return new WhyReply
        {
            Name = summary.Name,
            Namespace = summary.Namespace,
            Phase = stored.Record.Phase,
            Message = stored.Record.Message,
            Running = nodes.Count(one => one.Node is { Type: "Pod" or "HTTP", Phase: "Running" }),
            Daemons = nodes.Count(one => one is { IsDaemon: true, Node: { Type: "Pod", Phase: "Running" } }),
            Nodes = asked,
            Waiting = [.. waiting.Select(reason => new WhyWaiting(reason.Node, reason.Kind, reason.Text, reason.Until))],
            Told = [.. nodes.Select(one => one.Node).Where(one => one is { Type: "Pod" or "HTTP", Phase: "Pending" or "Running", Message.Length: > 0 } && !waits.Contains(one.Name)).Take(Longest)],
            Failed = [.. nodes.Select(one => one.Node).Where(one => one.Phase is "Failed" or "Error" && Leafs.Contains(one.Type)).Take(Longest)],
        };
    }

    private static IEnumerable<(string Id, WhyNode Node, bool IsDaemon)> Nodes(JsonElement workflow)
    {
        if (!workflow.GetProperty("status").TryGetProperty("nodes", out var nodes))
            yield break;
        foreach (var node in nodes.EnumerateObject())
        {
            yield return (node.Name, new WhyNode(
                Text(node.Value, "name")!, Text(node.Value, "displayName")!, Text(node.Value, "type")!, Text(node.Value, "phase")!, Text(node.Value, "message")),
                node.Value.TryGetProperty("daemoned", out var daemoned) && daemoned.ValueKind == JsonValueKind.True);
        }
    }

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool IsIn(string name, string whole) => name.StartsWith(whole, StringComparison.Ordinal) && (name.Length == whole.Length || name[whole.Length] is '.' or '[' or '(');

    // One without a node has no display name yet: the last part of its name is what it will be.
    private static bool IsNamed(string name, string workflow, string asked) => name == asked || name == $"{workflow}.{asked}" || name.EndsWith("." + asked, StringComparison.Ordinal);
}
