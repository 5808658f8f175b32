namespace Fleet.Workflows.Expressions.Conditions;

/// <summary>Which token may follow which, and how strongly operators bind (govaluate, which Argo uses for <c>when</c>).</summary>
internal static class WhenGrammar
{
    public static bool IsPrefix(string symbol) => symbol is "-" or "!" or "~";

    public static bool IsModifier(string symbol) => symbol is "+" or "-" or "*" or "/" or "%" or "**" or "&" or "|" or "^" or ">>" or "<<";

    public static bool IsLogical(string symbol) => symbol is "&&" or "||";

    public static bool IsComparator(string symbol) => symbol is "==" or "!=" or ">" or ">=" or "<" or "<=" or "=~" or "!~" or "in";

    public static bool IsTernary(string symbol) => symbol is "?" or ":" or "??";

    /// <summary>Binding strength; all levels associate to the left.</summary>
    public static int Precedence(WhenToken token) => token.Kind switch
    {
        WhenKind.Separator => 1,
        WhenKind.Ternary => 2,
        WhenKind.LogicalOp => token.Text == "||" ? 3 : 4,
        WhenKind.Comparator => 5,
        WhenKind.Modifier => token.Text switch
        {
            "&" or "|" or "^" => 6,
            "<<" or ">>" => 7,
            "+" or "-" => 8,
            "*" or "/" or "%" => 9,
            _ => 10,
        },
        _ => 0,
    };

    public static bool CanEnd(WhenKind kind) => kind is WhenKind.ClauseClose or WhenKind.Numeric or WhenKind.Boolean or WhenKind.String
        or WhenKind.Time or WhenKind.Pattern or WhenKind.Variable or WhenKind.Accessor;

    public static bool CanFollow(WhenKind before, WhenKind next)
    {
        bool operand = next is WhenKind.Prefix or WhenKind.Numeric or WhenKind.Boolean or WhenKind.Variable or WhenKind.Accessor or WhenKind.Clause;
        bool infix = next is WhenKind.Modifier or WhenKind.Comparator or WhenKind.LogicalOp or WhenKind.ClauseClose or WhenKind.Separator;
        switch (before)
        {
            case WhenKind.Unknown:
                return operand || next is WhenKind.Pattern or WhenKind.String or WhenKind.Time;
            case WhenKind.Clause:
                return operand || next is WhenKind.Pattern or WhenKind.String or WhenKind.Time or WhenKind.ClauseClose;
            case WhenKind.ClauseClose:
                return infix || next is WhenKind.Numeric or WhenKind.Boolean or WhenKind.Variable or WhenKind.String or WhenKind.Pattern
                    or WhenKind.Time or WhenKind.Clause or WhenKind.Ternary;
            case WhenKind.Time or WhenKind.Pattern:
                return infix;
            case WhenKind.Numeric or WhenKind.Boolean or WhenKind.String or WhenKind.Variable:
                return infix || next == WhenKind.Ternary;
            case WhenKind.Accessor:
                return infix || next is WhenKind.Ternary or WhenKind.Clause;
            case WhenKind.Modifier:
                return operand || next is WhenKind.String or WhenKind.ClauseClose;
            case WhenKind.Comparator:
                return operand || next is WhenKind.String or WhenKind.Time or WhenKind.Pattern or WhenKind.ClauseClose;
            case WhenKind.LogicalOp:
                return operand || next is WhenKind.String or WhenKind.Time or WhenKind.ClauseClose;
            case WhenKind.Prefix:
                return next is WhenKind.Numeric or WhenKind.Boolean or WhenKind.Variable or WhenKind.Accessor or WhenKind.Clause or WhenKind.ClauseClose;
            case WhenKind.Ternary:
                return operand || next is WhenKind.String or WhenKind.Time or WhenKind.Separator;
            case WhenKind.Separator:
                return operand || next is WhenKind.String or WhenKind.Time;
            default:
                return false;
        }
    }
}
