using System.Runtime.CompilerServices;
using Fleet.Workflows.Expressions.Regexes;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Conditions;

/// <summary>Evaluates a <c>when</c> condition: numbers are floats, nothing is converted, <c>&amp;&amp;</c> and <c>||</c> stop early.</summary>
internal static class WhenEvaluator
{
    public static object? Evaluate(WhenNode node)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ExpressionException(ExpressionErrorKind.Limit, "condition is nested too deeply");
        return node switch
        {
            WhenLiteral literal => literal.Value,
            WhenPrefix prefix => Prefix(prefix.Operator, Evaluate(prefix.Operand)),
            WhenBinary binary => Binary(binary),
            WhenAccessor accessor => throw new ExpressionException($"No parameter '{accessor.Text.Split('.')[0]}' found."),
            _ => throw new ExpressionException("unknown condition"),
        };
    }

    private static ExpressionException NotANumber(object? value, string op, string role) =>
        new($"Value '{GoFormat.Format(value)}' cannot be used with the {role} '{op}', it is not a number");

    private static object Prefix(string op, object? value) => (op, value) switch
    {
        ("-", double number) => -number,
        ("~", double number) => (double)~(long)number,
        ("!", bool flag) => !flag,
        _ => throw new ExpressionException($"Value '{GoFormat.Format(value)}' cannot be used with the prefix '{op}'"),
    };

    private static object? Binary(WhenBinary node)
    {
        object? left = Evaluate(node.Left);
        switch (node.Operator)
        {
            case "&&" when left is false: return false;
            case "||" when left is true: return true;
            case "??" when left is not null: return left;
            case "?": return Ternary(node, left);
            case ":" when left is not null: return left;
        }

        object? right = Evaluate(node.Right);
        return node.Kind switch
        {
            WhenKind.Separator => Separate(left, right),
            WhenKind.Ternary => right,
            WhenKind.LogicalOp => node.Operator == "&&" ? Logical(left, node) && Logical(right, node) : Logical(left, node) || Logical(right, node),
            WhenKind.Comparator => Compare(node, left, right),
            WhenKind.Modifier when node.Operator == "+" && (left is string || right is string) => GoFormat.Format(left) + GoFormat.Format(right),
            _ => Calculate(node.Operator, left, right),
        };
    }

    private static object? Ternary(WhenBinary node, object? left) => left switch
    {
        true => Evaluate(node.Right),
        false => null,
        _ => throw new ExpressionException($"Value '{GoFormat.Format(left)}' cannot be used with the ternary operator '?', it is not a bool"),
    };

    private static bool Logical(object? value, WhenBinary node) => value is bool flag
        ? flag
        : throw new ExpressionException($"Value '{GoFormat.Format(value)}' cannot be used with the logical operator '{node.Operator}', it is not a bool");

    private static List<object?> Separate(object? left, object? right) => left is List<object?> list ? [.. list, right] : [left, right];

    private static bool Compare(WhenBinary node, object? left, object? right)
    {
        switch (node.Operator)
        {
            case "==": return ValueOperations.AreEqual(left, right);
            case "!=": return !ValueOperations.AreEqual(left, right);
            case "in":
                if (right is not List<object?> list)
                    throw NotANumber(right, "in", "comparator");
                return list.Exists(item => ValueOperations.AreEqual(item, left));
            case "=~" or "!~":
                bool match = Pattern(node, left, right).IsMatch((string)left!, Charge);
                return node.Operator == "=~" ? match : !match;
        }

        if ((left, right) is not ((double, double) or (string, string)))
            throw NotANumber(left, node.Operator, "comparator");
        return ValueOperations.Ordered(node.Operator, left, right);
    }

    private static void Charge(long steps)
    {
        if (steps > EvaluationContext.MaxSteps)
            throw new ExpressionException(ExpressionErrorKind.Limit, "the text is too long for this regular expression");
    }

    private static GoRegex Pattern(WhenBinary node, object? left, object? right)
    {
        if (left is not string)
            throw NotANumber(left, node.Operator, "comparator");
        return node.Pattern ?? (right is string pattern ? GoRegex.Compile(pattern) : throw NotANumber(right, node.Operator, "comparator"));
    }

    private static double Calculate(string op, object? left, object? right)
    {
        if (left is not double a)
            throw NotANumber(left, op, "modifier");
        if (right is not double b)
            throw NotANumber(right, op, "modifier");
        return op switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            "%" => a % b,
            "**" => Math.Pow(a, b),
            "&" => (double)((long)a & (long)b),
            "|" => (double)((long)a | (long)b),
            "^" => (double)((long)a ^ (long)b),
            "<<" => b is >= 64 or < 0 ? 0.0 : (double)((ulong)a << (int)b),
            _ => b is >= 64 or < 0 ? 0.0 : (double)((ulong)a >> (int)b),
        };
    }
}
