using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Paths;

/// <summary>What a script sees: <c>$</c> and <c>@</c>.</summary>
internal sealed record PathScope(EvaluationState State, object? Root, object? Current);
