using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Records;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Volume claims hold the tasks that mount them to one container engine: the one where the first of them ran.</summary>
internal static class ClaimFlow
{
    /// <summary>The claims that a template's containers mount.</summary>
    public static IReadOnlyList<TaskClaim> Of(WorkflowState state, Template template) => !template.Volumes.Any(volume => volume.ClaimName is not null)
        ? []
        : [.. WorkflowVolumes.Mounted(template).Select(name => template.Volumes.FirstOrDefault(volume => volume.Name == name)?.ClaimName).OfType<string>().Distinct().Select(name => Of(state, name))];

    /// <summary>The engine where the volumes of some claims lie; null: none has one yet.</summary>
    public static string? EngineFor(WorkflowState state, IReadOnlyList<TaskClaim> claims) => claims.Select(claim => state.ClaimEngines.GetValueOrDefault(claim.Name)).FirstOrDefault(engine => engine is not null);

    /// <summary>A task was issued: its claims lie there from now on.</summary>
    public static void OnAssigned(Turn turn, Node node, string? engine)
    {
        // Few tasks have claims: that is seen without reading the request.
        if (engine is null || node.Leaf!.Request.Span.IndexOf("\"claims\":["u8) < 0)
            return;
        var changed = false;
        foreach (var claim in TaskRequestFacts.Of(node.Leaf.Request).Claims)
            changed |= turn.State.ClaimEngines.TryAdd(claim.Name, engine);
        if (changed)
            turn.TouchWorkflow();
    }

    /// <summary>Why no engine can run a task; null: one can.</summary>
    public static string? Problem(WorkflowState state, TaskRequest request)
    {
        var placed = request.Claims.Where(claim => state.ClaimEngines.ContainsKey(claim.Name)).ToList();
        if (placed.Select(claim => state.ClaimEngines[claim.Name]).Distinct().Count() > 1)
            return $"its volume claims {string.Join(", ", placed.Select(claim => $"'{claim.Name}'"))} lie on different hosts; mount them together in one task first, or use one claim";
        return placed.Count > 0 && request.Engine is { } engine && state.ClaimEngines[placed[0].Name] != engine
            ? $"its volume claim '{placed[0].Name}' lies on another host than the daemon that it must run beside"
            : null;
    }

    /// <summary>A retry by hand makes those claims anew that went with the end before.</summary>
    public static void OnRetried(WorkflowState state)
    {
        if (!ClaimRules.GoesWithEveryEnd(state.Workflow.Spec))
            return;
        foreach (var template in state.Workflow.Spec.VolumeClaimTemplates)
            state.ClaimEngines.Remove(ClaimRules.NameOf(state, template));
    }

    private static TaskClaim Of(WorkflowState state, string name) => new(
        name, state.Workflow.Spec.VolumeClaimTemplates.FirstOrDefault(template => ClaimRules.NameOf(state, template) == name) is { } template ? ClaimRules.Id(state, template).ToString() : null);
}
