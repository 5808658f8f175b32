using Fleet.Workflows.Engine.Records;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine;

/// <summary>How long the volumes of a workflow's own claims stay (Argo docs, "Volumes"; <c>volumeClaimGC</c>, by default OnWorkflowSuccess; with a strategy that is none no end takes them, as in Argo). They always go with the workflow.</summary>
public static class ClaimRules
{
    private const string OnCompletion = "OnWorkflowCompletion", OnSuccess = "OnWorkflowSuccess";

    /// <summary>Whether a claim's volume is still wanted.</summary>
    /// <param name="record">The workflow as it is stored.</param>
    /// <param name="claim">A claim of it.</param>
    /// <exception cref="InvalidDataException">The record cannot be read.</exception>
    public static bool Keeps(WorkflowRecord record, ClaimId claim)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Keeps(WorkflowRecordCodec.Read(record), claim);
    }

    /// <summary>As above, of a workflow in memory.</summary>
    public static bool Keeps(WorkflowState state, ClaimId claim)
    {
        ArgumentNullException.ThrowIfNull(state);
        return claim.Generation == Generation(state) && (!state.IsFinished || !(GoesWithEveryEnd(state.Workflow.Spec) || (state.Phase == "Succeeded" && state.Workflow.Spec.VolumeClaimGc is null or OnSuccess)));
    }

    /// <summary>Claims of the workflow that have a volume on some engine, as they are named at present.</summary>
    public static IReadOnlyList<PlacedClaim> Placed(WorkflowState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return
        [
            .. state.Workflow.Spec.VolumeClaimTemplates.Select(template => (Id: Id(state, template), Engine: state.ClaimEngines.GetValueOrDefault(NameOf(state, template))))
                .Where(claim => claim.Engine is not null).Select(claim => new PlacedClaim(claim.Id, claim.Engine!)),
        ];
    }

    internal static ClaimId Id(WorkflowState state, string template) => new(state.Uid, Generation(state), VolumeNames.Of(state, template));

    /// <summary>Argo's name of a claim that a template gives.</summary>
    internal static string NameOf(WorkflowState state, string template) => $"{state.Name}-{VolumeNames.Of(state, template)}";

    /// <summary>What is wrong with a strategy; null: nothing. Argo's validator does not look at it.</summary>
    internal static string? Fault(string? strategy) => strategy is null or OnCompletion or OnSuccess ? null : $"volumeClaimGC.strategy unknown strategy '{strategy}': volumes of claims stay as long as the workflow";

    internal static bool GoesWithEveryEnd(WorkflowSpec spec) => spec.VolumeClaimGc == OnCompletion;

    private static int Generation(WorkflowState state) => GoesWithEveryEnd(state.Workflow.Spec) ? state.Retries : 0;
}
