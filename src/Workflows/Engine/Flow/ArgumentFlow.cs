using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>The workflow's own arguments: those that come from ConfigMaps get their values once, before the first thing that needs them. One that a retry by hand gave a value has that.</summary>
internal static class ArgumentFlow
{
    /// <summary>Whether all are known; else their ConfigMaps are asked for, and the start waits.</summary>
    public static bool AreKnown(Turn turn, StartKey key) => turn.State.ArgumentValues is not null || Lookups.Ask(turn, key, ConfigMapInputs.Keys(turn, turn.State.Arguments));

    /// <summary>They get their values, where they have not.</summary>
    /// <exception cref="ExpressionException">A ConfigMap or key is not there.</exception>
    public static void Take(Turn turn)
    {
        if (turn.State.ArgumentValues is not null)
            return;
        turn.State.TakeArguments(ConfigMapInputs.Values(turn, turn.State.Arguments));
        turn.TouchWorkflow();
    }
}
