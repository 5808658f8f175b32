using Fleet.Workflows.Engine.Artifacts;
using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// What a workflow takes from where it is submitted to, before it begins: its limits, arguments that come from ConfigMaps, and the choice of its artifact repository. Arguments come first, as in Argo (its source
/// <c>setExecWorkflow</c>, <c>operate</c>): the repository's name may have them, and so may the workflow's locks and metrics.
/// </summary>
internal static class RepositoryFlow
{
    /// <summary>The site of the arguments among the workflow's starts.</summary>
    public const int ArgumentsSite = 1;

    private static readonly StartKey Arguments = new(-1, ArgumentsSite);
    private static readonly StartKey Repository = new(-1, 2);

    /// <summary>It was accepted: chooses, and begins.</summary>
    public static void Accept(Turn turn, WorkflowSubmitted submitted)
    {
        var state = turn.State;
        state.NodeLimit = submitted.NodeLimit;
        state.Values.Limit = submitted.ValueLimit;
        if (state.Values.Problem() is { } problem)
            WorkflowFlow.FailToBegin(turn, problem);
        else if (state.Workflow.Spec.ArtifactRepositoryRef is not null || Choose(turn, Given(state, RepositoryMap.DefaultName) ?? submitted.Repositories, submitted.DefaultRepository))
            GoOn(turn);
    }

    /// <summary>Begins, when all is known that it needs before; else it is asked for. One that is retried keeps the choice that was made.</summary>
    public static void GoOn(Turn turn)
    {
        var state = turn.State;
        if (!TakeArguments(turn))
            return;
        if (state is { RepositoryRef: not null } or { Workflow.Spec.ArtifactRepositoryRef: null })
        {
            WorkflowFlow.Begin(turn);
            return;
        }

        var name = RepositoryChoice.MapName(state);
        if (Given(state, name) is { } given)
        {
            Take(turn, given);
            return;
        }

        state.Waiting.Ask(Repository);
        turn.Send(new ResolveRepository(name));
    }

    /// <summary>The ConfigMap that it names was read.</summary>
    public static void OnResolved(Turn turn, RepositoryResolved resolved)
    {
        if (turn.State.Waiting.Answered(Repository))
            Take(turn, resolved.Repositories);
    }

    private static RepositoryMap? Given(WorkflowState state, string name) => state.Given.Manifest(name) is { } manifest ? RepositoryMap.Read(System.Text.Encoding.UTF8.GetBytes(manifest)) : null;

    private static void Take(Turn turn, RepositoryMap? map)
    {
        if (Choose(turn, map, null))
            WorkflowFlow.Begin(turn);
    }

    private static bool Choose(Turn turn, RepositoryMap? map, string? otherwise)
    {
        try
        {
            turn.State.RepositoryRef = RepositoryChoice.Make(turn.State, map, otherwise);
            return true;
        }
        catch (Exception e) when (e is SpecFormatException or ExpressionException)
        {
            WorkflowFlow.FailToBegin(turn, $"failed to resolve artifact repository: {e.Message}");
            return false;
        }
    }

    private static bool TakeArguments(Turn turn)
    {
        try
        {
            if (!ArgumentFlow.AreKnown(turn, Arguments))
                return false;
            ArgumentFlow.Take(turn);
            return true;
        }
        catch (ExpressionException e)
        {
            WorkflowFlow.FailToBegin(turn, e.Message);
            return false;
        }
    }
}
