using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;
using GoDuration = Fleet.Workflows.Expressions.GoDuration;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Makes the request of a leaf: what runs, until when, and what it needs.</summary>
internal static class TaskRequests
{
    /// <param name="turn">The turn.</param>
    /// <param name="node">Its node.</param>
    /// <param name="template">Its template, tags replaced.</param>
    /// <param name="podFields">Fields of its pod that are the workflow's, tags replaced; null: they have none.</param>
    public static TaskRequest Build(Turn turn, Node node, Template template, string? podFields)
    {
        var state = turn.State;
        var spec = PodFields.Put(state.Workflow.Spec, podFields);
        var name = NodeNames.Name(state, node);
        var (cpu, memory) = Needs(template, spec.PodResources);
        var claims = ClaimFlow.Of(state, template);
        return new TaskRequest
        {
            Template = template,
            NodeName = name,
            PodName = NodeNames.PodName(state.Name, name, template.Name),
            PodFields = podFields,
            Claims = claims,
            ClaimEngine = ClaimFlow.EngineFor(state, claims),
            OnExit = node.Has(NodeFlags.OnExit),
            CaptureResult = AsksResult(state, node),
            Deadline = Deadline(turn, node, template),
            ActiveDeadlineSeconds = Seconds(template.ActiveDeadlineSeconds),
            NodeSelector = Selector(turn, node, template, spec),
            Cpu = cpu,
            Memory = memory,
            Priority = spec.Priority ?? 0,
            Engine = DaemonFlow.EngineFor(turn, node),
            AvoidEngine = Avoided(state, node),
        };
    }

    // retryStrategy.affinity.nodeAntiAffinity: not where the attempt before failed.
    private static string? Avoided(WorkflowState state, Node node) =>
        node is { Role: NodeRole.Attempt, Index: > 0, Template.Template.RetryStrategy.NodeAntiAffinity: true } ? RetryFlow.Attempt(state, state.Nodes[node.Owner], node.Index - 1)?.Leaf?.Engine : null;

    // Argo captures standard output only where the text around the call asks for it.
    private static bool AsksResult(WorkflowState state, Node node)
    {
        var call = node;
        while (call.Role is NodeRole.Attempt or NodeRole.Item)
            call = state.Nodes[call.Owner];
        if (call.Role is not (NodeRole.Step or NodeRole.Task) || call.Boundary < 0)
            return false;
        var boundary = state.Nodes[call.Boundary];
        var group = call.Role == NodeRole.Step ? state.Nodes[call.Owner].Index : 0;
        return boundary.Template!.AsksResultOf(boundary.Template.Groups[group][call.Site].Call.Name);
    }

    private static DateTimeOffset? Deadline(Turn turn, Node node, Template template)
    {
        DateTimeOffset? deadline = null;
        // Those of a daemon are about its getting ready: the worker, which would end it later too, is not told.
        if (!template.Daemon && GoDuration.TryParseSecondsOrDuration(template.Timeout, out var timeout))
            deadline = new DateTimeOffset(node.StartedAt, TimeSpan.Zero) + timeout.ToTimeSpan();
        if (!template.Daemon && RetryFlow.DeadlineOf(turn, node) is { } end)
            deadline = Earlier(deadline, end);
        if (!node.Has(NodeFlags.OnExit) && WorkflowFlow.Deadline(turn.State) is { } whole)
            deadline = Earlier(deadline, whole);
        return deadline;
    }

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one is { } first && first < other ? first : other;

    private static double? Seconds(string? text) => GoDuration.TryParseSecondsOrDuration(text, out var duration) ? duration.TotalSeconds : null;

    // The template's own, else that of the Steps or DAG template around it, else the workflow's (Argo's source addSchedulingConstraints).
    private static IReadOnlyDictionary<string, string> Selector(Turn turn, Node node, Template template, WorkflowSpec spec)
    {
        if (template.NodeSelector.Count > 0)
            return template.NodeSelector;
        if (node.Boundary < 0 || turn.Node(node.Boundary) is not { Template.Template.NodeSelector: { Count: > 0 } around } boundary)
            return spec.NodeSelector;
        var scope = NodeScopes.Inside(turn, boundary) with { Siblings = null };
        return around.ToDictionary(pair => pair.Key, pair => TagTemplate.HasTags(pair.Value) ? scope.Apply(TagText.Plain(pair.Value)).Source : pair.Value, StringComparer.Ordinal);
    }

    // What the task counts for: requests, else limits, of main and sidecars together, or of the pod where it has a budget of its own.
    private static (double Cpu, long Memory) Needs(Template template, ResourceRequirements? otherwise)
    {
        if ((template.PodResources ?? otherwise) is { } pod)
            return (Quantity.Cores(Need(pod, "cpu")), Quantity.Bytes(Need(pod, "memory")));
        var cpu = 0d;
        var memory = 0L;
        IEnumerable<ContainerTemplate> containers = template.Sidecars;
        if (template.Main is { } main)
            containers = containers.Prepend(main);
        if (template.ContainerSet is { } set)
            containers = containers.Concat(set.Containers);
        foreach (var container in containers)
        {
            cpu += Quantity.Cores(Need(container.Resources, "cpu"));
            memory += Quantity.Bytes(Need(container.Resources, "memory"));
        }

        return (cpu, memory);
    }

    private static string? Need(ResourceRequirements? resources, string name) =>
        resources is null ? null : resources.Requests.GetValueOrDefault(name) ?? resources.Limits.GetValueOrDefault(name);
}
