using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Paths;

/// <summary>The script of a filter, an index or a bound.</summary>
/// <param name="Source">Its text.</param>
/// <param name="Operation">What it does; null for a text that has no operator.</param>
internal sealed record PathScript(string Source, PathOperation? Operation)
{
    public bool IsEmpty => Source.Length == 0;

    public object? Evaluate(EvaluationState state, object? root, object? current)
    {
        if (IsEmpty)
            return PathFailure.Expression("is empty");
        if (Operation is not null)
            return Operation.Evaluate(new PathScope(state, root, current));
        if (Source is "null" or "nil")
            return null;
        if (PathValue.TryNumber(Source, out double number))
            return number;
        return PathValue.TryBoolean(Source, out bool flag) ? flag : Source;
    }
}
