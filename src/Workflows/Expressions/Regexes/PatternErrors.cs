namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>What is wrong with a pattern, in the words of Go's <c>regexp/syntax</c>.</summary>
internal static class PatternErrors
{
    public const string InvalidCharRange = "invalid character class range";
    public const string InvalidEscape = "invalid escape sequence";
    public const string InvalidNamedCapture = "invalid named capture";
    public const string InvalidPerlOperator = "invalid or unsupported Perl syntax";
    public const string InvalidRepeatOperator = "invalid nested repetition operator";
    public const string InvalidRepeatSize = "invalid repeat count";
    public const string MissingBracket = "missing closing ]";
    public const string MissingParenthesis = "missing closing )";
    public const string MissingRepeatArgument = "missing argument to repetition operator";
    public const string TrailingBackslash = "trailing backslash at end of expression";
    public const string UnexpectedParenthesis = "unexpected )";
    public const string NestingDepth = "expression nests too deeply";
    public const string Large = "expression too large";

    public static ExpressionException Of(string reason, string part) => new($"error parsing regexp: {reason}: `{part}`");
}
