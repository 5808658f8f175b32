using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;
using static Fleet.Workflows.Expressions.Functions.SprigValues;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Sprig's regular expressions, with Go's syntax for patterns and replacements.</summary>
internal static class SprigRegex
{
    public static IEnumerable<ExpressionFunction> All =>
    [
        Define("regexMatch", 2, (state, a) => MatchOrFalse(state, Text(a, 0), Text(a, 1))),
        Define("mustRegexMatch", 2, (state, a) => Compile(state, Text(a, 0), Text(a, 1)).IsMatch(Text(a, 1))),
        .. Both("regexFind", 2, (state, a) => Compile(state, Text(a, 0), Text(a, 1)).Match(Text(a, 1)).Value),
        .. Both("regexFindAll", 3, (state, a) => FindAll(state, Text(a, 0), Text(a, 1), Integer(a, 2))),
        .. Both("regexReplaceAll", 3, (state, a) => ReplaceAll(state, Text(a, 0), Text(a, 1), Text(a, 2), literal: false)),
        .. Both("regexReplaceAllLiteral", 3, (state, a) => ReplaceAll(state, Text(a, 0), Text(a, 1), Text(a, 2), literal: true)),
        .. Both("regexSplit", 3, (state, a) => Split(state, Text(a, 0), Text(a, 1), Integer(a, 2))),
        Define("regexQuoteMeta", 1, (_, a) => QuoteMeta(Text(a, 0))),
    ];

    private static ExpressionFunction[] Both(string name, int count, Func<EvaluationState, object?[], object?> invoke) =>
        [Define(name, count, invoke), Define($"mustR{name[1..]}", count, invoke)];

    private static Regex Compile(EvaluationState state, string pattern, string text)
    {
        state.ChargeWork(500 + pattern.Length + (text.Length / 16));
        return GoRegex.Compile(pattern);
    }

    private static bool MatchOrFalse(EvaluationState state, string pattern, string text)
    {
        try
        {
            return Compile(state, pattern, text).IsMatch(text);
        }
        catch (ExpressionException e) when (e.Kind == ExpressionErrorKind.Evaluation)
        {
            return false;
        }
    }

    private static List<object?> FindAll(EvaluationState state, string pattern, string text, long limit)
    {
        List<object?> found = [];
        for (Match match = Compile(state, pattern, text).Match(text); match.Success && (limit < 0 || found.Count < limit); match = match.NextMatch())
        {
            state.ChargeItems(1);
            found.Add(match.Value);
        }

        return found;
    }

    private static List<object?> Split(EvaluationState state, string pattern, string text, long limit)
    {
        List<object?> parts = [];
        if (limit == 0 || (pattern.Length == 0 && text.Length == 0))
            return parts;
        int at = 0;
        for (Match match = Compile(state, pattern, text).Match(text); match.Success && (limit < 0 || parts.Count < limit - 1); match = match.NextMatch())
        {
            if (match.Length == 0 && (match.Index == 0 || match.Index == text.Length))
                continue;
            state.ChargeItems(1);
            parts.Add(text[at..match.Index]);
            at = match.Index + match.Length;
        }

        parts.Add(text[at..]);
        return parts;
    }

    private static string ReplaceAll(EvaluationState state, string pattern, string text, string replacement, bool literal)
    {
        StringBuilder result = new();
        int at = 0;
        for (Match match = Compile(state, pattern, text).Match(text); match.Success; match = match.NextMatch())
        {
            result.Append(text, at, match.Index - at);
            if (literal)
                result.Append(replacement);
            else
                Expand(result, match, replacement);
            state.ChargeText(replacement.Length);
            at = match.Index + match.Length;
        }

        return state.ChargeText(result.Append(text, at, text.Length - at).ToString());
    }

    // Go: $name and ${name} are groups, $$ is a dollar; the longest name counts, and one that is not there is empty.
    private static void Expand(StringBuilder result, Match match, string replacement)
    {
        int i = 0;
        while (i < replacement.Length)
        {
            if (replacement[i] != '$' || i + 1 >= replacement.Length)
            {
                result.Append(replacement[i++]);
                continue;
            }

            if (replacement[i + 1] == '$')
            {
                result.Append('$');
                i += 2;
                continue;
            }

            bool braced = replacement[i + 1] == '{';
            int start = i + (braced ? 2 : 1);
            int end = start;
            while (end < replacement.Length && (char.IsLetterOrDigit(replacement[end]) || replacement[end] == '_'))
                end++;
            if (end == start || (braced && (end >= replacement.Length || replacement[end] != '}')))
            {
                result.Append(replacement[i++]);
                continue;
            }

            string name = replacement[start..end];
            result.Append(int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? match.Groups[number].Value : match.Groups[name].Value);
            i = braced ? end + 1 : end;
        }
    }

    private static string QuoteMeta(string text)
    {
        StringBuilder result = new(text.Length);
        foreach (char c in text)
        {
            if (@"\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal))
                result.Append('\\');
            result.Append(c);
        }

        return result.ToString();
    }
}
