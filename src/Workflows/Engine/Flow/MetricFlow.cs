using System.Globalization;
using System.Text.Json;
using Fleet.Workflows.Engine.Metrics;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Status;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// Metrics of templates and of the workflow (Argo docs, "Prometheus Metrics"; Argo's source <c>computeMetrics</c>): told when a node or the workflow has ended, realtime gauges when it has
/// begun too. One that cannot be told spoils nothing: the workflow gets the condition MetricsError.
/// </summary>
internal static class MetricFlow
{
    private const string NodeDuration = "{{duration}}";
    private const string WorkflowDuration = "{{workflow.duration}}";

    // Characters of the condition; what is wrong after them is not told.
    private const int MaxErrors = 4096;

    /// <summary>Whether a node's template has metrics that begin with it.</summary>
    public static bool HasRealtime(Node node) => Metrics(node)?.Contains("realtime", StringComparison.Ordinal) == true;

    /// <summary>A node has begun.</summary>
    public static void OnBegun(Turn turn, Node node)
    {
        if (!node.IsFulfilled && Metrics(node) is { } metrics)
            Emit(turn, metrics, NodeScope(turn, node), begun: true, new DateTimeOffset(node.StartedAt, TimeSpan.Zero));
    }

    /// <summary>A node has ended. What came from the memoization cache tells nothing (Argo 4.2 changes that), but a gauge in real time stops.</summary>
    public static void OnFinished(Turn turn, Node node)
    {
        if (Metrics(node) is { } metrics)
            Emit(turn, metrics, NodeScope(turn, node), begun: false, default, withOthers: node.Memo is not { Hit: true });
    }

    /// <summary>An attempt has ended and is followed by another: it tells what the Retry node, which goes on, cannot. A gauge in real time is the Retry node's.</summary>
    public static void OnRetried(Turn turn, Node attempt)
    {
        if (attempt.Type != NodeType.Skipped && attempt.Template?.Template.Metrics is { } metrics)
            Emit(turn, metrics, NodeScope(turn, attempt), begun: false, default, withRealtime: false);
    }

    /// <summary>The workflow has begun.</summary>
    public static void OnWorkflowBegun(Turn turn)
    {
        if (turn.State.Workflow.Spec.Metrics is { } metrics && turn.State.StartedAt is { } started)
            Emit(turn, metrics, WorkflowScope(turn), begun: true, started);
    }

    /// <summary>The workflow has ended.</summary>
    public static void OnWorkflowFinished(Turn turn)
    {
        if (turn.State.Workflow.Spec.Metrics is { } metrics)
            Emit(turn, metrics, WorkflowScope(turn), begun: false, default);
    }

    // With a retry strategy they are the Retry node's (Argo's source executeTemplate); what did not run has none.
    private static string? Metrics(Node node) =>
        node.Role == NodeRole.Attempt || node.Type is NodeType.Skipped or NodeType.TaskGroup or NodeType.StepGroup ? null : node.Template?.Template.Metrics;

    private static void Emit(Turn turn, string metrics, Substitution scope, bool begun, DateTimeOffset since, bool withRealtime = true, bool withOthers = true)
    {
        using var document = JsonDocument.Parse(metrics);
        foreach (var entry in MetricSpec.Entries(document.RootElement))
        {
            try
            {
                var realtime = MetricSpec.IsRealtime(entry);
                if ((realtime ? withRealtime : withOthers && !begun) && Sample(entry, scope, begun ? since : null) is { } sample)
                    turn.Send(new EmitMetric(sample));
            }
            catch (Exception e) when (e is ExpressionException or SpecFormatException or JsonException)
            {
                Spoil(turn, e.Message);
            }
        }
    }

    private static MetricSample? Sample(JsonElement entry, Substitution scope, DateTimeOffset? since)
    {
        MetricSpec metric;
        using (var replaced = JsonDocument.Parse(Replaced(entry, scope)))
            metric = MetricSpec.Read(replaced.RootElement);
        if (metric.When is { } when && !WhenExpression.Evaluate(when))
            return null;
        if (metric.Realtime && entry.GetProperty("gauge"u8).Text("value"u8).Replace(" ", "", StringComparison.Ordinal) is not (NodeDuration or WorkflowDuration))
            throw new ExpressionException(ExpressionErrorKind.MissingReference, $"metric '{metric.Name}': '{entry.GetProperty("gauge"u8).Text("value"u8)}' is not available as a real time variable; use {{{{duration}}}} or, in spec.metrics, {{{{workflow.duration}}}}");
        return new MetricSample
        {
            Name = metric.Name,
            Help = metric.Help,
            Kind = metric.Kind,
            Labels = metric.Labels,
            Value = since is null ? metric.Number : 0,
            Operation = metric.Realtime ? "Set" : metric.Operation,
            Buckets = metric.Buckets,
            Since = since,
        };
    }

    private static string Replaced(JsonElement entry, Substitution scope)
    {
        try
        {
            return scope.ApplyAll(TagText.Json(entry.GetRawText())).Source;
        }
        catch (ExpressionException error)
        {
            throw new ExpressionException(error.Kind, $"unable to substitute parameters for metric '{entry.Text("name"u8)}': {error.Message}");
        }
    }

    private static void Spoil(Turn turn, string message)
    {
        if (turn.State.MetricsError is { } known)
        {
            if (known.Length > MaxErrors || known.Contains(message, StringComparison.Ordinal))
                return;
            message = $"{known}, {message}";
        }

        turn.State.MetricsError = message;
        turn.TouchWorkflow();
    }

    private static Substitution NodeScope(Turn turn, Node node)
    {
        var state = turn.State;
        var end = node.FinishedAt == 0 ? turn.Now.UtcTicks : node.FinishedAt;
        var last = node.Type == NodeType.Retry ? RetryFlow.Last(state, node) : node;
        var use = node.Type == NodeType.Retry ? ResourceUse.OfAttempts(state, node) : ResourceUse.Of(state, node);
        var locals = new FixedVariables
        {
            ["status"] = node.Phase.ToString(),
            ["duration"] = Seconds(end - node.StartedAt),
            ["exitCode"] = node.Outputs?.ExitCode ?? "",
            ["retries"] = (last is { Role: NodeRole.Attempt } attempt ? attempt.Index : 0).ToString(CultureInfo.InvariantCulture),
            ["resourcesDuration.cpu"] = use.Cpu.ToString(CultureInfo.InvariantCulture),
            ["resourcesDuration.memory"] = use.Memory.ToString(CultureInfo.InvariantCulture),
            ["node.name"] = NodeNames.Name(state, node),
        };
        if (node.Outputs?.Result is { } result)
            locals["outputs.result"] = result;
        foreach (var output in node.Outputs?.Parameters ?? [])
        {
            if (output.Value is { } value)
                locals[$"outputs.parameters.{output.Name}"] = value;
        }

        return new Substitution(NodeScopes.Options(turn, node.Hash), turn.Globals)
        {
            Locals = locals,
            Inputs = node.Template is { } handle ? new InputVariables(handle, node.Inputs, node.Artifacts, turn.State.Values) : null,
        };
    }

    private static Substitution WorkflowScope(Turn turn) => NodeScopes.Global(turn) with
    {
        Locals = new FixedVariables { ["workflow.status"] = turn.State.Phase, ["status"] = turn.State.Phase },
    };

    private static string Seconds(long ticks) => ((double)ticks / TimeSpan.TicksPerSecond).ToString("F6", CultureInfo.InvariantCulture);
}
