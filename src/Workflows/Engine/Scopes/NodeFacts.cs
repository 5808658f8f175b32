using System.Globalization;
using Fleet.Workflows.Engine.Artifacts;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Engine.Scopes;

/// <summary>What others may ask of a node: <c>steps.S.*</c> and <c>tasks.S.*</c>.</summary>
internal static class NodeFacts
{
    private const string Parameter = "outputs.parameters.";
    private const string Result = "outputs.result";

    /// <summary>Times as Argo writes them.</summary>
    public static string Time(long ticks) => new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Finds a fact of a node that does not loop.</summary>
    public static bool TryGet(WorkflowState state, Node node, string fact, out object? value)
    {
        if (fact == Result || fact.StartsWith(Parameter, StringComparison.Ordinal))
            return TryGetOutput(node, fact, state, out value);
        value = Plain(state, node, fact);
        return value is not null;
    }

    /// <summary>Facts other than outputs.</summary>
    public static string? Plain(WorkflowState state, Node node, string fact) => fact switch
    {
        "id" => NodeNames.Id(state, Carrier(state, node)),
        "name" => NodeNames.Name(state, node),
        "status" => node.Phase.ToString(),
        "startedAt" => Time(Carrier(state, node).StartedAt),
        "finishedAt" => Carrier(state, node) is { FinishedAt: not 0 } ended ? Time(ended.FinishedAt) : null,
        "exitCode" => Carrier(state, node).Outputs?.ExitCode,
        "ip" => Carrier(state, node).Leaf?.Ip,
        "hostNodeName" => Carrier(state, node).Leaf?.HostName,
        "message" => node.Message,
        _ => null,
    };

    /// <summary>An output parameter that the container of a node ended without writing: Argo's executor reports it without a value.</summary>
    public static bool TryGetUnwritten(WorkflowState state, Node node, string fact, out object? value)
    {
        var isUnwritten = fact.StartsWith(Parameter, StringComparison.Ordinal) && Carrier(state, node).Outputs?.ExitCode is not null
            && node.Template?.Template.Outputs.Parameters.Any(parameter => parameter.Name == fact[Parameter.Length..]) == true;
        value = isUnwritten ? "" : null;
        return isUnwritten;
    }

    /// <summary>All facts, for expressions.</summary>
    public static void Collect(WorkflowState state, Node node, string prefix, Dictionary<string, object?> all, bool unwritten = false)
    {
        foreach (var fact in (string[])["id", "name", "status", "startedAt", "finishedAt", "exitCode", "ip", "hostNodeName", "message"])
        {
            if (Plain(state, node, fact) is { } value)
                all.TryAdd($"{prefix}.{fact}", value);
        }

        if (TryGetOutput(node, Result, state, out var result))
            all.TryAdd($"{prefix}.{Result}", result);
        foreach (var name in OutputNames(state, node))
        {
            if (TryGetOutput(node, Parameter + name, state, out var value) || (unwritten && TryGetUnwritten(state, node, Parameter + name, out value)))
                all.TryAdd($"{prefix}.{Parameter}{name}", value);
        }

        foreach (var artifact in ArtifactJson.Read(state.Values.Whole(Carrier(state, node).Outputs?.Artifacts)))
            all.TryAdd($"{prefix}.outputs.artifacts.{ArtifactJson.NameOf(artifact)}", Expression.FromJson(ArtifactJson.Text(artifact)));
    }

    /// <summary>The node that has the outputs, the id and the times: the last attempt of a Retry node (Argo's source <c>buildLocalScope</c>).</summary>
    public static Node Carrier(WorkflowState state, Node node)
    {
        if (node.Type != NodeType.Retry || node.Owned is null)
            return node;
        for (var i = node.Owned.Count - 1; i >= 0; i--)
        {
            var attempt = state.Nodes[node.Owned[i]];
            if (attempt.Role == NodeRole.Attempt)
                return attempt;
        }

        return node;
    }

    private static bool TryGetOutput(Node node, string fact, WorkflowState state, out object? value)
    {
        value = null;
        var carrier = Carrier(state, node);
        if (node.Phase is NodePhase.Skipped or NodePhase.Omitted)
            return TryGetOfSkipped(node, fact, out value);
        if (fact == Result)
            value = carrier.Outputs?.Result;
        else
            value = carrier.Outputs?.Find(fact[Parameter.Length..])?.Value;
        return value is not null;
    }

    // A node that did not run: the default of its output, else absent (Argo 4.1, "skipped outputs").
    private static bool TryGetOfSkipped(Node node, string fact, out object? value)
    {
        value = null;
        if (fact == Result)
            return true;
        var declared = node.Template?.Template.Outputs.Parameters.FirstOrDefault(p => p.Name == fact[Parameter.Length..]);
        value = declared?.ValueFrom?.Default;
        return declared is not null || node.Template is null;
    }

    private static IEnumerable<string> OutputNames(WorkflowState state, Node node)
    {
        var declared = node.Template?.Template.Outputs.Parameters.Select(p => p.Name) ?? [];
        return Carrier(state, node).Outputs?.Parameters.Select(p => p.Name).Union(declared, StringComparer.Ordinal) ?? declared;
    }
}
