using Fleet.Workflows.Engine.Artifacts;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>What a workflow takes from where it is submitted to, before it begins: the choice of its artifact repository, and its limits.</summary>
internal static class RepositoryFlow
{
    /// <summary>It was accepted: chooses, and begins.</summary>
    public static void Accept(Turn turn, WorkflowSubmitted submitted)
    {
        turn.State.NodeLimit = submitted.NodeLimit;
        turn.State.Values.Limit = submitted.ValueLimit;
        if (turn.State.Values.Problem() is { } problem)
        {
            WorkflowFlow.FailToBegin(turn, problem);
            return;
        }

        try
        {
            turn.State.RepositoryRef = RepositoryChoice.Make(turn.State, submitted);
        }
        catch (Exception e) when (e is SpecFormatException or ExpressionException)
        {
            Fail(turn, e.Message);
            return;
        }

        WorkflowFlow.Begin(turn);
    }

    /// <summary>It is retried: the choice stays.</summary>
    public static void Retry(Turn turn)
    {
        if (turn.State is { RepositoryRef: null, Workflow.Spec.ArtifactRepositoryRef: not null })
            Fail(turn, "what artifactRepositoryRef names was not there when the workflow was submitted; submit it again");
        else
            WorkflowFlow.Begin(turn);
    }

    private static void Fail(Turn turn, string why) => WorkflowFlow.FailToBegin(turn, $"failed to resolve artifact repository: {why}");
}
