using System.Runtime.CompilerServices;
using Fleet.Workflows.Expressions.Functions;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Paths;

/// <summary>
/// Takes scripts apart as the library of Argo does: at the first place, outside of quotes and brackets, where the first operator of its order stands. So <c>a-b-c</c> is <c>a-(b-c)</c>, and a script that
/// begins and ends with a parenthesis loses both, whether they belong together or not.
/// </summary>
internal sealed class PathScriptParser(EvaluationState state, PathParser paths)
{
    private static readonly string[] Operators = ["||", "&&", "==", "!=", "<=", ">=", "<", ">", "=~", "!", "+", "-", "**", "*", "/", "%", "not in", "in", "@", "$"];

    // Behind parentheses all operators are tried again after the one that was about to be.
    private const int All = -1;

    public PathScript Parse(string source) => new(source, Build(source, 0));

    private PathOperation? Build(string source, int first)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ExpressionException(ExpressionErrorKind.Limit, "JSON path is nested too deeply");
        for (int at = first; at < Operators.Length; at++)
        {
            string op = at == All ? "" : Operators[at];
            source = source.Trim();
            if (source.Length == 0)
                return null;
            state.ChargeWork(1 + (source.Length / 16));
            if (source.Length > 1 && source[0] == '(' && source[^1] == ')')
            {
                source = source[1..^1].Trim();
                at = All;
            }

            if (Find(source, op) is not (>= 0 and var index))
                continue;
            string right = source[(index + op.Length)..].Trim();
            string left = source[..index].Trim();
            if ((right.Length == 0 && op is not ("@" or "$")) || (left.Length == 0 && op is not ("@" or "$" or "!")))
                continue;
            object? rightOperand = Operand(right, at);
            object? leftOperand = Operand(left, at);
            if (op is "@" or "$" or "!" && leftOperand is not null)
                continue;
            return op switch
            {
                "" => throw new ExpressionException($"invalid expression. unsupported operator in '{source}'"),
                "@" or "$" => new PathSelector(paths.ParseNested(source)),
                "!" => new PathNot(rightOperand),
                _ => new PathBinary(op, leftOperand, rightOperand),
            };
        }

        return null;
    }

    // An operation, a list or an object, or the text as it stands; null for none.
    private object? Operand(string source, int first)
    {
        if (Build(source, first) is { } operation)
            return operation;
        if (source.Length == 0)
            return null;
        if ((source[0] == '[' && source[^1] == ']') || (source[0] == '{' && source[^1] == '}'))
        {
            try
            {
                return TextBuiltins.FromJson(state, source);
            }
            catch (ExpressionException e) when (e.Kind == ExpressionErrorKind.Evaluation)
            {
                return source;
            }
        }

        return source;
    }

    private static int Find(string source, string op)
    {
        char quote = '\0';
        int square = 0;
        int round = 0;
        for (int i = 0; i < source.Length; i++)
        {
            char c = source[i];
            if (c is '\'' or '"' && square <= 0 && round <= 0 && (quote == '\0' || quote == c))
                quote = quote == c ? '\0' : c;
            else if (c is '(' or ')' && quote == '\0' && square <= 0)
                round += c == '(' ? 1 : -1;
            else if (c is '[' or ']' && quote == '\0' && round <= 0)
                square += c == '[' ? 1 : -1;
            if (quote == '\0' && square <= 0 && round <= 0 && i + 1 >= op.Length && string.CompareOrdinal(source, i + 1 - op.Length, op, 0, op.Length) == 0 && IsWhole(source, i + 1 - op.Length, op))
                return i + 1 - op.Length;
        }

        return -1;
    }

    // A word among the operators is not looked for in names: the library does, and fails of them.
    private static bool IsWhole(string source, int start, string op)
    {
        if (op is not ("in" or "not in"))
            return true;
        int end = start + op.Length;
        return !(start > 0 && IsName(source[start - 1])) && !(end < source.Length && IsName(source[end]));
    }

    private static bool IsName(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '-';
}
