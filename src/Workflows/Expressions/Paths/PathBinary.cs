using Fleet.Workflows.Expressions.Functions;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Paths;

/// <summary>An operator between two operands. Both are evaluated, also of <c>&amp;&amp;</c> and <c>||</c>: where one fails all of it does.</summary>
internal sealed record PathBinary(string Operator, object? Left, object? Right) : PathOperation
{
    public override object? Evaluate(PathScope scope)
    {
        object? left = PathValue.Of(Left, scope);
        if (left is PathFailure)
            return left;
        object? right = PathValue.Of(Right, scope);
        if (right is PathFailure)
            return right;
        return Operator switch
        {
            "&&" or "||" when PathValue.TryBoolean(left, out bool a) && PathValue.TryBoolean(right, out bool b) => Operator == "&&" ? a && b : a || b,
            "&&" or "||" => PathFailure.Expression("expected boolean"),
            "==" => AreEqual(left, right),
            "!=" => !AreEqual(left, right),
            "=~" => Matches(scope.State, PathValue.Text(left), PathValue.Text(right)),
            "in" => IsIn(left, right),
            "not in" => IsIn(left, right) is bool found ? !found : PathFailure.Expression("expected collection"),
            "%" => Remainder(left, right),
            _ => Numeric(left, right),
        };
    }

    private static bool AreEqual(object? left, object? right)
    {
        if (PathValue.TryNumber(left, out double a) && PathValue.TryNumber(right, out double b))
            return a == b;
        return PathValue.Text(left) == PathValue.Text(right);
    }

    private static object Matches(EvaluationState state, string text, string pattern)
    {
        try
        {
            return state.Regex(PathValue.Unquoted(pattern)).IsMatch(PathValue.Unquoted(text), state.ChargeWork);
        }
        catch (ExpressionException e) when (e.Kind == ExpressionErrorKind.Evaluation)
        {
            return PathFailure.Expression("expected a valid regexp");
        }
    }

    // Only numbers are found: a text has quotes here, and none in the list.
    private static object IsIn(object? left, object? right)
    {
        if (right is string { Length: > 1 } json && ((json[0] == '[' && json[^1] == ']') || (json[0] == '{' && json[^1] == '}')))
            return PathFailure.Expression("invalid argument");
        if (PathRun.Children(right) is not { } items)
            return PathFailure.Expression("expected collection");
        if (PathValue.TryNumber(left, out double number))
            return items.Any(item => item is double other && other == number);
        string text = PathValue.Text(left);
        return items.Any(item => item is string other && other == text);
    }

    private static object Remainder(object? left, object? right)
    {
        if (!PathValue.TryInteger(left, out long a) || !PathValue.TryInteger(right, out long b))
            return PathFailure.Expression("expected integer");
        return ValueOperations.Remainder(a, b);
    }

    private object Numeric(object? left, object? right)
    {
        if (!PathValue.TryNumber(left, out double a) || !PathValue.TryNumber(right, out double b))
            return PathFailure.Expression("expected number");
        return Operator switch
        {
            "<" => a < b,
            "<=" => a <= b,
            ">" => a > b,
            ">=" => a >= b,
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            _ => Math.Pow(a, b),
        };
    }
}
