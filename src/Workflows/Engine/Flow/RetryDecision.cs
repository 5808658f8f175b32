using System.Globalization;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Whether a Retry node makes another attempt (Argo docs, "Retries").</summary>
internal static class RetryDecision
{
    /// <summary>Why there is no other attempt after the last one; null: there is to be one, after the wait.</summary>
    public static string? GiveUp(Turn turn, Node retry, Node last, RetryStrategy strategy, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (Starts.IsHalted(turn.State, retry.Has(NodeFlags.OnExit)))
            return ShutdownFlow.RetryMessage(turn.State);
        wait = RetryBackoff.Wait(strategy.Backoff, last.Index + 1) ?? TimeSpan.Zero;
        if (RetryFlow.MaxDurationEnd(turn, retry) is { } end)
        {
            if (turn.Now >= end)
                return "Max duration limit exceeded";
            if (new DateTimeOffset(last.FinishedAt, TimeSpan.Zero) + wait > end)
                return "Backoff would exceed max duration limit";
        }

        if (!RetryPolicies.Applies(strategy, last))
            return last.Message ?? "";
        if (strategy.Limit is { } limit && last.Index >= Limit(limit))
            return "No more retries left";
        return strategy.Expression is { } expression && !Holds(turn, retry, last, expression) ? "retryStrategy.expression evaluated to false" : null;
    }

    /// <summary>Why a text is no limit of attempts; null: it is one.</summary>
    public static string? LimitFault(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : $"retryStrategy.limit '{text}' is not a whole number";

    private static int Limit(string text) => LimitFault(text) is { } fault
        ? throw new ExpressionException(ExpressionErrorKind.Type, fault)
        : int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static bool Holds(Turn turn, Node retry, Node last, string source)
    {
        var expression = Expression.Parse(source);
        var names = new FixedVariables { ["retries"] = last.Index.ToString(CultureInfo.InvariantCulture) };
        NodeScopes.AddLast(names, last, unknownExitCode: "-1");
        var scope = NodeScopes.Inside(turn, retry) with { Siblings = null, Retry = names };
        return expression.EvaluateBool(scope.Context(expression.References));
    }
}
