using Fleet.Workflows.Engine.Records;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Kubernetes;
using Fleet.Workflows.Spec;
using GoDuration = Fleet.Workflows.Expressions.GoDuration;

namespace Fleet.Workflows.Engine;

/// <summary>
/// How long ended containers stay (<c>podGC</c>; Argo docs, "Garbage Collection", and its determinePodCleanupAction): what its strategy or selector does not let go stays as long as the
/// workflow. Two differences: without <c>podGC</c> nothing stays, and without <c>deleteDelayDuration</c> they go at once, not after 5 s.
/// </summary>
public static class PodGcRules
{
    private const string OnPodCompletion = "OnPodCompletion";
    private const string OnPodSuccess = "OnPodSuccess";
    private const string OnWorkflowCompletion = "OnWorkflowCompletion";
    private const string OnWorkflowSuccess = "OnWorkflowSuccess";

    /// <summary>Longest delay that counts.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>What stays of a pod; null: nothing.</summary>
    /// <param name="spec">The workflow's specification.</param>
    /// <param name="workflow">Uid of the workflow.</param>
    /// <param name="retries">How often it was retried by hand.</param>
    /// <param name="labels">Labels of the pod.</param>
    public static PodGcPlan? Of(WorkflowSpec spec, Guid workflow, int retries, IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.PodGc is not { Strategy: { } strategy } podGc)
            return null;
        var withWorkflow = new PodGcGroup(workflow, retries, WithWorkflow: true);
        if (podGc.LabelSelector is { } selector && !LabelSelectors.Matches(selector, labels))
            return new PodGcPlan(withWorkflow, null, null);
        var delay = Delay(podGc);
        return strategy switch
        {
            OnWorkflowCompletion or OnWorkflowSuccess => new PodGcPlan(withWorkflow with { WithWorkflow = false }, null, null),
            OnPodSuccess => new PodGcPlan(withWorkflow, delay, null),
            _ => delay == TimeSpan.Zero ? null : new PodGcPlan(withWorkflow, delay, delay),
        };
    }

    /// <summary>Kept containers may be there: they are to be removed when the workflow is deleted.</summary>
    public static bool MayKeep(WorkflowSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.PodGc is { Strategy: { } strategy } podGc && !(strategy == OnPodCompletion && podGc.LabelSelector is null && Delay(podGc) == TimeSpan.Zero);
    }

    /// <summary>All groups that the workflow's containers can have been kept in.</summary>
    public static IReadOnlyList<PodGcGroup> Groups(WorkflowState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return MayKeep(state.Workflow.Spec)
            ? [.. Enumerable.Range(0, state.Retries + 1).SelectMany(generation => (PodGcGroup[])[new(state.Uid, generation, false), new(state.Uid, generation, true)])]
            : [];
    }

    /// <summary>When the containers of a group go; null: not yet known, or with the workflow only.</summary>
    /// <param name="record">The workflow as it is stored.</param>
    /// <param name="group">A group of it.</param>
    /// <exception cref="InvalidDataException">The record cannot be read.</exception>
    public static DateTimeOffset? GoesAt(WorkflowRecord record, PodGcGroup group)
    {
        ArgumentNullException.ThrowIfNull(record);
        return GoesAt(WorkflowRecordCodec.Read(record), group);
    }

    /// <summary>As above, of a workflow in memory.</summary>
    public static DateTimeOffset? GoesAt(WorkflowState state, PodGcGroup group)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (group.WithWorkflow || state.Workflow.Spec.PodGc is not { Strategy: OnWorkflowCompletion or OnWorkflowSuccess } podGc)
            return null;
        if (podGc.Strategy == OnWorkflowCompletion && group.Generation < state.Retries)
            return DateTimeOffset.MinValue;
        return state.FinishedAt is { } end && (podGc.Strategy == OnWorkflowCompletion || state.Phase == "Succeeded") ? end + Delay(podGc) : null;
    }

    /// <summary>What is wrong with the delay; null: nothing.</summary>
    internal static string? DelayFault(PodGc podGc)
    {
        try
        {
            if (podGc.DeleteDelayDuration is { } text)
                GoDuration.ParseSecondsOrDuration(text);
            return null;
        }
        catch (ExpressionException error)
        {
            return error.Message;
        }
    }

    // As in Argo, one that cannot be read or is negative is none.
    private static TimeSpan Delay(PodGc podGc)
    {
        if (podGc.DeleteDelayDuration is not { } text || DelayFault(podGc) is not null)
            return TimeSpan.Zero;
        var seconds = GoDuration.ParseSecondsOrDuration(text).TotalSeconds;
        return seconds >= Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(Math.Max(0, seconds));
    }
}
