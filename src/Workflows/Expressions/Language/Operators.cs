namespace Fleet.Workflows.Expressions.Language;

/// <summary>Operators of the language with the strength of their binding (as documented by expr-lang 1.17).</summary>
internal static class Operators
{
    /// <summary>The pipe binds weakest: only a whole expression can be piped.</summary>
    public const int PipePrecedence = 0;

    /// <summary>The level of <c>==</c>, <c>in</c>, <c>matches</c> and their like.</summary>
    public const int ComparisonPrecedence = 20;

    /// <summary>Binding strength and associativity of a binary operator, or null when it is none.</summary>
    public static (int Precedence, bool RightAssociative)? Binary(string op) => op switch
    {
        "|" => (PipePrecedence, false),
        "or" or "||" => (10, false),
        "and" or "&&" => (15, false),
        "==" or "!=" or "<" or ">" or "<=" or ">=" or "in" or "matches" or "contains" or "startsWith" or "endsWith" => (ComparisonPrecedence, false),
        ".." => (25, false),
        "+" or "-" => (30, false),
        "*" or "/" or "%" => (60, false),
        "**" or "^" => (100, true),
        "??" => (500, false),
        _ => null,
    };

    /// <summary>Binding strength of a prefix operator, or null when it is none.</summary>
    public static int? Unary(string op) => op switch
    {
        "not" or "!" => 50,
        "-" or "+" => 90,
        _ => null,
    };

    /// <summary>Operators that <c>not</c> may stand before: <c>x not in y</c>.</summary>
    public static bool CanBeNegated(string op) => op is "in" or "matches" or "contains" or "startsWith" or "endsWith";

    /// <summary>Operators that chain: <c>1 &lt; x &lt; 5</c>.</summary>
    public static bool IsOrdering(string op) => op is "<" or ">" or "<=" or ">=";

    /// <summary>Words that are operators, not names.</summary>
    public static bool IsWord(string word) =>
        word is "not" or "in" or "or" or "and" or "matches" or "contains" or "startsWith" or "endsWith" or "let" or "if" or "else";
}
