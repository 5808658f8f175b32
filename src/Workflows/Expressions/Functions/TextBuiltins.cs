using System.Text;
using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Built-in functions of texts, JSON and Base64.</summary>
internal static class TextBuiltins
{
    public static IEnumerable<(string Name, string Signatures, Func<EvaluationState, object?[], object?> Invoke)> All =>
    [
        ("string", "x:s", (state, a) => state.ChargeText(GoFormat.Format(a[0]))),
        ("trim", "s:s|ss:s", (_, a) => a.Length == 1 ? Text(a, 0).Trim() : Text(a, 0).Trim(Text(a, 1).ToCharArray())),
        ("trimPrefix", "ss:s|s:s", (_, a) => TrimPrefix(Text(a, 0), a.Length == 1 ? " " : Text(a, 1))),
        ("trimSuffix", "ss:s|s:s", (_, a) => TrimSuffix(Text(a, 0), a.Length == 1 ? " " : Text(a, 1))),
        ("upper", "s:s", (state, a) => state.ChargeText(Text(a, 0).ToUpperInvariant())),
        ("lower", "s:s", (state, a) => state.ChargeText(Text(a, 0).ToLowerInvariant())),
        ("split", "ss:l|ssi:l", (state, a) => Split(state, Text(a, 0), Text(a, 1), a.Length == 2 ? -1 : Count(a, 2), keepSeparator: false)),
        ("splitAfter", "ss:l|ssi:l", (state, a) => Split(state, Text(a, 0), Text(a, 1), a.Length == 2 ? -1 : Count(a, 2), keepSeparator: true)),
        ("replace", "sss:s|sssi:s", (state, a) => Replace(state, Text(a, 0), Text(a, 1), Text(a, 2), a.Length == 3 ? -1 : Count(a, 3))),
        ("repeat", "si:s", (state, a) => Repeat(state, Text(a, 0), Count(a, 1))),
        ("join", "a:s|as:s", (state, a) => Join(state, List(a, 0), a.Length == 1 ? "" : Text(a, 1))),
        ("indexOf", "ss:i", (_, a) => ByteIndex(Text(a, 0), Text(a, 0).IndexOf(Text(a, 1), StringComparison.Ordinal))),
        ("lastIndexOf", "ss:i", (_, a) => ByteIndex(Text(a, 0), Text(a, 0).LastIndexOf(Text(a, 1), StringComparison.Ordinal))),
        ("hasPrefix", "ss:b", (_, a) => Text(a, 0).StartsWith(Text(a, 1), StringComparison.Ordinal)),
        ("hasSuffix", "ss:b", (_, a) => Text(a, 0).EndsWith(Text(a, 1), StringComparison.Ordinal)),
        ("toJSON", "x:s", (state, a) => state.ChargeText(GoJson.Write(a[0], indented: true))),
        ("fromJSON", "s:x", (state, a) => FromJson(state, Text(a, 0))),
        ("toBase64", "s:s", (state, a) => state.ChargeText(Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(a, 0))))),
        ("fromBase64", "s:s", (state, a) => state.ChargeText(GoBase64.Decode(Text(a, 0)))),
    ];

    public static object? FromJson(EvaluationState state, string text)
    {
        state.ChargeText(text.Length);
        return GoJson.Parse(text);
    }

    public static string Join(EvaluationState state, IEnumerable<object?> items, string separator)
    {
        StringBuilder result = new();
        bool first = true;
        foreach (object? item in items)
        {
            if (item is not string text)
                throw new ExpressionException($"interface conversion: interface {{}} is {GoType.Name(item)}, not string");
            if (!first)
                result.Append(separator);
            first = false;
            result.Append(text);
            state.ChargeText(text.Length + separator.Length);
        }

        return result.ToString();
    }

    public static string Repeat(EvaluationState state, string text, long count)
    {
        if (count < 0)
            throw new ExpressionException($"invalid argument for repeat (expected positive integer, got {count})");
        if (count > EvaluationContext.MaxItems)
            throw new ExpressionException(ExpressionErrorKind.Limit, "memory budget exceeded");
        state.ChargeText(text.Length * count);
        return new StringBuilder().Insert(0, text, (int)count).ToString();
    }

    /// <summary>At most <paramref name="limit"/> replacements; a negative limit is none. An empty pattern is found before and after every character.</summary>
    public static string Replace(EvaluationState state, string text, string old, string replacement, long limit)
    {
        StringBuilder result = new();
        int at = 0;
        for (long n = 0; (limit < 0 || n < limit) && at <= text.Length; n++)
        {
            int found = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal) : n == 0 ? 0 : NextCharacter(text, at);
            if (found < 0)
                break;
            result.Append(text, at, found - at).Append(replacement);
            state.ChargeText(found - at + replacement.Length);
            at = found + old.Length;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>Go's SplitN and SplitAfterN.</summary>
    public static object?[] Split(EvaluationState state, string text, string separator, long limit, bool keepSeparator)
    {
        if (limit == 0)
            return [];
        List<object?> parts = [];
        int at = 0;
        while (limit < 0 || parts.Count < limit - 1)
        {
            int found = separator.Length > 0 ? text.IndexOf(separator, at, StringComparison.Ordinal) : NextCharacter(text, at);
            if (found < 0 || (separator.Length == 0 && found >= text.Length))
                break;
            int end = keepSeparator ? found + separator.Length : found;
            parts.Add(text[at..end]);
            at = found + separator.Length;
        }

        if (separator.Length > 0 || at < text.Length)
            parts.Add(text[at..]);
        state.ChargeItems(parts.Count);
        return [.. parts];
    }

    public static string TrimPrefix(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;

    public static string TrimSuffix(string text, string suffix) =>
        text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text;

    // Numbers of JSON are floats: expr-lang cuts them.
    private static long Count(object?[] arguments, int index) => ValueOperations.ToInteger(arguments[index]);

    private static int NextCharacter(string text, int at) =>
        at >= text.Length ? -1 : at + (char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1);

    // Go counts bytes.
    private static long ByteIndex(string text, int index) => index <= 0 ? index : Encoding.UTF8.GetByteCount(text.AsSpan(0, index));
}
