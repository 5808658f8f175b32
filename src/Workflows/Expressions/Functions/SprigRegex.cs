using System.Globalization;
using System.Text;
using Fleet.Workflows.Expressions.Regexes;
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
        Define("mustRegexMatch", 2, (state, a) => state.Regex(Text(a, 0)).IsMatch(Text(a, 1), state.ChargeWork)),
        .. Both("regexFind", 2, (state, a) => state.Regex(Text(a, 0)).FindAll(Text(a, 1), state.ChargeWork).FirstOrDefault()?.Value ?? ""),
        .. Both("regexFindAll", 3, (state, a) => FindAll(state, Text(a, 0), Text(a, 1), Integer(a, 2))),
        .. Both("regexReplaceAll", 3, (state, a) => ReplaceAll(state, Text(a, 0), Text(a, 1), Text(a, 2), literal: false)),
        .. Both("regexReplaceAllLiteral", 3, (state, a) => ReplaceAll(state, Text(a, 0), Text(a, 1), Text(a, 2), literal: true)),
        .. Both("regexSplit", 3, (state, a) => Split(state, Text(a, 0), Text(a, 1), Integer(a, 2))),
        Define("regexQuoteMeta", 1, (_, a) => QuoteMeta(Text(a, 0))),
    ];

    private static ExpressionFunction[] Both(string name, int count, Func<EvaluationState, object?[], object?> invoke) =>
        [Define(name, count, invoke), Define($"mustR{name[1..]}", count, invoke)];

    private static bool MatchOrFalse(EvaluationState state, string pattern, string text)
    {
        try
        {
            return state.Regex(pattern).IsMatch(text, state.ChargeWork);
        }
        catch (ExpressionException e) when (e.Kind == ExpressionErrorKind.Evaluation)
        {
            return false;
        }
    }

    private static IReadOnlyList<object?> FindAll(EvaluationState state, string pattern, string text, long limit)
    {
        List<object?> found = [];
        foreach (GoMatch match in Matches(state, pattern, text, limit))
            found.Add(match.Value);
        return found.Count > 0 ? found : NilList.Instance;
    }

    private static IEnumerable<GoMatch> Matches(EvaluationState state, string pattern, string text, long limit)
    {
        long count = 0;
        foreach (GoMatch match in state.Regex(pattern).FindAll(text, state.ChargeWork))
        {
            if (limit >= 0 && count++ >= limit)
                yield break;
            state.ChargeItems(1);
            yield return match;
        }
    }

    private static IReadOnlyList<object?> Split(EvaluationState state, string pattern, string text, long limit)
    {
        if (limit == 0)
            return NilList.Instance;
        if (pattern.Length > 0 && text.Length == 0)
            return (object?[])[""];
        List<object?> parts = [];
        int at = 0;
        int end = 0;
        foreach (GoMatch match in Matches(state, pattern, text, limit))
        {
            if (limit > 0 && parts.Count == limit - 1)
                break;
            end = match.Start;
            if (match.End != 0)
                parts.Add(text[at..end]);
            at = match.End;
        }

        if (end != text.Length)
            parts.Add(text[at..]);
        return parts;
    }

    private static string ReplaceAll(EvaluationState state, string pattern, string text, string replacement, bool literal)
    {
        StringBuilder result = new();
        int at = 0;
        GoRegex regex = state.Regex(pattern);
        bool groups = !literal && replacement.Contains('$', StringComparison.Ordinal);
        foreach (GoMatch match in groups ? regex.FindAllWithGroups(text, state.ChargeWork) : regex.FindAll(text, state.ChargeWork))
        {
            result.Append(text, at, match.Start - at);
            if (literal)
                result.Append(replacement);
            else
                Expand(state, result, regex, match, replacement);
            state.ChargeText(replacement.Length);
            at = match.End;
        }

        return state.ChargeText(result.Append(text, at, text.Length - at).ToString());
    }

    // Go: $name and ${name} are groups, $$ is a dollar; the longest name counts, and one that is not there is empty.
    private static void Expand(EvaluationState state, StringBuilder result, GoRegex regex, GoMatch match, string replacement)
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

            string? part = Group(regex, match, replacement[start..end]);
            state.ChargeText(part?.Length ?? 0);
            result.Append(part);
            i = braced ? end + 1 : end;
        }
    }

    // A number without zeros in front, or a name: the first group of that name that took part.
    private static string? Group(GoRegex regex, GoMatch match, string name)
    {
        bool zero = name.Length > 1 && name[0] == '0';
        if (!zero && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return number < regex.Names.Count ? match.Text(number) : null;
        return Enumerable.Range(0, regex.Names.Count).Where(i => regex.Names[i] == name).Select(match.Text).FirstOrDefault(text => text is not null);
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
