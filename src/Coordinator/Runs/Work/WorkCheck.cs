using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>Whether a Ready node's task can be turned into work for a worker, for who wants to know it without a worker.</summary>
public static class WorkCheck
{
    /// <summary>Looks at a task.</summary>
    /// <param name="state">Its workflow.</param>
    /// <param name="ordinal">Its node.</param>
    /// <param name="request">What is to run.</param>
    /// <returns>Why the coordinator refuses it, a sentence; null: it does not.</returns>
    public static string? Refusal(WorkflowState state, int ordinal, TaskRequest request)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Look(new WorkScope(state.Uid, state.Namespace, state.Name, state.Workflow.Spec) { Repository = state.Repository, Value = state.FindValue, HasStore = true }, ordinal, request).Refusal;
    }

    /// <summary>As above, of a workflow whose scope is known; and whether its order names values that its worker must fetch.</summary>
    internal static (string? Refusal, bool NamesValues) Look(WorkScope scope, int ordinal, TaskRequest request)
    {
        try
        {
            var values = new WorkValues(scope);
            WorkSize.Check(values.Shorten(WorkBuilder.Build(scope, ordinal, 0, request)));
            return (null, values.Taken is not null);
        }
        catch (WorkException refused)
        {
            return (refused.Message, false);
        }
    }
}
