using System.Text;
using System.Text.RegularExpressions;

namespace Fleet.Workflows.Expressions.Values;

/// <summary>
/// Regular expressions of Go's RE2 syntax, run by the linear-time engine of .NET: no look-around, no back-references, no catastrophic input.
/// Classes are ASCII, <c>$</c> is the very end of the text, <c>(?P&lt;n&gt;)</c> names a group.
/// </summary>
internal static class GoRegex
{
    /// <summary>Longest pattern, in characters.</summary>
    public const int MaxPattern = 10_000;

    // RE2's own bound for x{n}.
    private const int MaxRepeat = 1000;

    public static Regex Compile(string pattern)
    {
        if (pattern.Length > MaxPattern)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"regular expression is longer than {MaxPattern} characters");
        try
        {
            return new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException e)
        {
            throw Invalid(pattern, e.Message);
        }
        catch (NotSupportedException e)
        {
            throw Invalid(pattern, e.Message);
        }
    }

    private static ExpressionException Invalid(string pattern, string reason) =>
        new($"error parsing regexp: {GoQuote.Quote(pattern)}: {reason}");

    private static string Translate(string pattern)
    {
        StringBuilder result = new(pattern.Length + 16);
        bool multiline = HasFlag(pattern, 'm');
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            switch (c)
            {
                case '\\' when i + 1 < pattern.Length && pattern[i + 1] == 'Q':
                    i = Literal(result, pattern, i + 2);
                    break;
                case '\\':
                    i = Escape(result, pattern, i, inClass: false);
                    break;
                case '[':
                    i = Class(result, pattern, i);
                    break;
                case '$' when !multiline:
                    result.Append("\\z");
                    break;
                case '(' when StartsWith(pattern, i, "(?P<"):
                    result.Append("(?<");
                    i += 3;
                    break;
                case '(' when StartsWith(pattern, i, "(?=") || StartsWith(pattern, i, "(?!") || StartsWith(pattern, i, "(?<=") || StartsWith(pattern, i, "(?<!"):
                    throw Invalid(pattern, $"invalid or unsupported Perl syntax: `{pattern.AsSpan(i, 3)}`");
                case '{':
                    CheckRepeat(pattern, i);
                    result.Append(c);
                    break;
                default:
                    result.Append(c);
                    break;
            }
        }

        return result.ToString();
    }

    private static bool StartsWith(string pattern, int at, string text) => string.CompareOrdinal(pattern, at, text, 0, text.Length) == 0;

    private static bool HasFlag(string pattern, char flag)
    {
        for (int at = pattern.IndexOf("(?", StringComparison.Ordinal); at >= 0; at = pattern.IndexOf("(?", at + 2, StringComparison.Ordinal))
        {
            for (int i = at + 2; i < pattern.Length && char.IsAsciiLetterLower(pattern[i]); i++)
            {
                if (pattern[i] == flag)
                    return true;
            }
        }

        return false;
    }

    private static int Literal(StringBuilder result, string pattern, int start)
    {
        int end = pattern.IndexOf("\\E", start, StringComparison.Ordinal);
        result.Append(Regex.Escape(end < 0 ? pattern[start..] : pattern[start..end]));
        return end < 0 ? pattern.Length : end + 1;
    }

    // Returns the index of the last character taken.
    private static int Escape(StringBuilder result, string pattern, int at, bool inClass)
    {
        if (at + 1 >= pattern.Length)
            throw Invalid(pattern, "trailing backslash at end of expression");
        char c = pattern[at + 1];
        string? set = c switch { 'd' => "0-9", 'w' => "0-9A-Za-z_", 's' => "\\t\\n\\f\\r ", _ => null };
        string? not = c switch { 'D' => "0-9", 'W' => "0-9A-Za-z_", 'S' => "\\t\\n\\f\\r ", _ => null };
        if (set is not null)
            result.Append(inClass ? set : $"[{set}]");
        else if (not is not null && !inClass)
            result.Append("[^").Append(not).Append(']');
        else if (c == 'C' || (char.IsAsciiDigit(c) && c != '0'))
            throw Invalid(pattern, $"invalid escape sequence: `\\{c}`");
        else if (c == 'x' && at + 2 < pattern.Length && pattern[at + 2] == '{')
            return HexEscape(result, pattern, at + 3);
        else if (c is 'p' or 'P' && at + 2 < pattern.Length && pattern[at + 2] != '{')
            return UnicodeClass(result, pattern, at + 2, c);
        else
            result.Append('\\').Append(c);
        return at + 1;
    }

    private static int UnicodeClass(StringBuilder result, string pattern, int at, char c)
    {
        result.Append('\\').Append(c).Append('{').Append(pattern[at]).Append('}');
        return at;
    }

    private static int HexEscape(StringBuilder result, string pattern, int start)
    {
        int end = pattern.IndexOf('}', start);
        if (end < 0 || !int.TryParse(pattern.AsSpan(start, end - start), System.Globalization.NumberStyles.AllowHexSpecifier, null, out int code)
            || !Rune.TryCreate(code, out Rune rune))
        {
            throw Invalid(pattern, "invalid escape sequence");
        }

        result.Append(Regex.Escape(rune.ToString()));
        return end;
    }

    private static int Class(StringBuilder result, string pattern, int at)
    {
        result.Append('[');
        int i = at + 1;
        if (i < pattern.Length && pattern[i] == '^')
        {
            result.Append('^');
            i++;
        }

        bool first = true;
        for (; i < pattern.Length && (pattern[i] != ']' || first); i++, first = false)
        {
            char c = pattern[i];
            if (StartsWith(pattern, i, "[:"))
                i = PosixClass(result, pattern, i);
            else if (c == '\\')
                i = Escape(result, pattern, i, inClass: true);
            else if (c is '[' or ']')
                result.Append('\\').Append(c);
            else
                result.Append(c);
        }

        if (i >= pattern.Length)
            throw Invalid(pattern, "missing closing ]");
        result.Append(']');
        return i;
    }

    private static int PosixClass(StringBuilder result, string pattern, int at)
    {
        int end = pattern.IndexOf(":]", at + 2, StringComparison.Ordinal);
        string name = end < 0 ? "" : pattern[(at + 2)..end];
        result.Append(name switch
        {
            "alnum" => "0-9A-Za-z",
            "alpha" => "A-Za-z",
            "ascii" => "\\x00-\\x7F",
            "blank" => "\\t ",
            "cntrl" => "\\x00-\\x1F\\x7F",
            "digit" => "0-9",
            "graph" => "!-~",
            "lower" => "a-z",
            "print" => " -~",
            "punct" => "!-/:-@\\[-`{-~",
            "space" => "\\t\\n\\v\\f\\r ",
            "upper" => "A-Z",
            "word" => "0-9A-Za-z_",
            "xdigit" => "0-9A-Fa-f",
            _ => throw Invalid(pattern, "invalid character class range"),
        });
        return end + 1;
    }

    private static void CheckRepeat(string pattern, int at)
    {
        int end = pattern.IndexOf('}', at);
        if (end < 0)
            return;
        foreach (Range part in pattern.AsSpan(at + 1, end - at - 1).Split(','))
        {
            ReadOnlySpan<char> text = pattern.AsSpan(at + 1, end - at - 1)[part];
            if (text.Length > 0 && text.IndexOfAnyExceptInRange('0', '9') < 0 && (text.Length > 4 || int.Parse(text, null) > MaxRepeat))
                throw Invalid(pattern, $"invalid repeat count: `{pattern[at..(end + 1)]}`");
        }
    }
}
