using System.Text;
using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;
using static Fleet.Workflows.Expressions.Functions.SprigValues;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Sprig's functions of texts.</summary>
internal static class SprigText
{
    public static IEnumerable<ExpressionFunction> All =>
    [
        Define("trim", 1, (_, a) => Text(a, 0).Trim()),
        Define("trimAll", 2, (_, a) => TrimAll(Text(a, 1), Text(a, 0))),
        Define("trimall", 2, (_, a) => TrimAll(Text(a, 1), Text(a, 0))),
        Define("trimSuffix", 2, (_, a) => TextBuiltins.TrimSuffix(Text(a, 1), Text(a, 0))),
        Define("trimPrefix", 2, (_, a) => TextBuiltins.TrimPrefix(Text(a, 1), Text(a, 0))),
        Define("repeat", 2, (state, a) => TextBuiltins.Repeat(state, Text(a, 1), Integer(a, 0))),
        Define("substr", 3, (_, a) => Substring(Integer(a, 0), Integer(a, 1), Text(a, 2))),
        Define("trunc", 2, (_, a) => Truncate(Integer(a, 0), Text(a, 1))),
        Define("abbrev", 2, (_, a) => Abbreviate(Integer(a, 0), Text(a, 1))),
        Define("abbrevboth", 3, (_, a) => Abbreviate(Integer(a, 0), Integer(a, 1), Text(a, 2))),
        Define("contains", 2, (_, a) => Text(a, 1).Contains(Text(a, 0), StringComparison.Ordinal)),
        Define("hasPrefix", 2, (_, a) => Text(a, 1).StartsWith(Text(a, 0), StringComparison.Ordinal)),
        Define("hasSuffix", 2, (_, a) => Text(a, 1).EndsWith(Text(a, 0), StringComparison.Ordinal)),
        Define("quote", 0, Any, (state, a) => TextBuiltins.Join(state, a.Where(v => v is not null).Select(v => GoQuote.Quote(ToText(v))), " ")),
        Define("squote", 0, Any, (state, a) => TextBuiltins.Join(state, a.Where(v => v is not null).Select(v => $"'{ToText(v)}'"), " ")),
        Define("cat", 0, Any, (state, a) => TextBuiltins.Join(state, a.Where(v => v is not null).Select(ToText), " ")),
        Define("indent", 2, (state, a) => Indent(state, Integer(a, 0), Text(a, 1))),
        Define("nindent", 2, (state, a) => "\n" + Indent(state, Integer(a, 0), Text(a, 1))),
        Define("replace", 3, (state, a) => TextBuiltins.Replace(state, Text(a, 2), Text(a, 0), Text(a, 1), -1)),
        Define("plural", 3, (_, a) => (Text(a, 0), Text(a, 1)) is var (one, many) && Integer(a, 2) == 1 ? one : many),
        Define("toString", 1, (state, a) => state.ChargeText(ToText(a[0]))),
        Define("toStrings", 1, (_, a) => ToTexts(a[0]).ToList<object?>()),
        Define("join", 2, (state, a) => TextBuiltins.Join(state, ToTexts(a[1]), Text(a, 0))),
        Define("sortAlpha", 1, (state, a) => SortAlpha(state, a[0])),
        Define("split", 2, (state, a) => Numbered(TextBuiltins.Split(state, Text(a, 1), Text(a, 0), -1, keepSeparator: false))),
        Define("splitn", 3, (state, a) => Numbered(TextBuiltins.Split(state, Text(a, 2), Text(a, 0), Integer(a, 1), keepSeparator: false))),
        Define("splitList", 2, (state, a) => TextBuiltins.Split(state, Text(a, 1), Text(a, 0), -1, keepSeparator: false)),
        Define("wrap", 2, (_, a) => Wrap(Integer(a, 0), "\n", Text(a, 1), cutWords: false)),
        Define("wrapWith", 3, (_, a) => Wrap(Integer(a, 0), Text(a, 1).Length == 0 ? "\n" : Text(a, 1), Text(a, 2), cutWords: true)),
        Define("hello", 0, (_, _) => "Hello!"),
        Define("fail", 1, (_, a) => throw new ExpressionException(Text(a, 0))),
    ];

    // No characters to trim: Go trims none, .NET blanks.
    private static string TrimAll(string text, string characters) => characters.Length == 0 ? text : text.Trim(characters.ToCharArray());

    private static string Bytes(string text, Func<int, (long From, long To)> range)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        (long from, long to) = range(bytes.Length);
        return from < 0 || from > to || to > bytes.Length
            ? throw new ExpressionException($"slice bounds out of range [{from}:{to}] with length {bytes.Length}")
            : Encoding.UTF8.GetString(bytes, (int)from, (int)(to - from));
    }

    private static string Substring(long start, long end, string text) =>
        Bytes(text, length => start < 0 ? (0, end) : end < 0 || end > length ? (start, length) : (start, end));

    private static string Truncate(long count, string text) => Bytes(text, length =>
        count < 0 && length + count > 0 ? (length + count, length) : count >= 0 && length > count ? (0, count) : (0, length));

    private static string Abbreviate(long width, string text)
    {
        if (width < 4)
            return text;
        return text.Length <= width ? text : string.Concat(text.AsSpan(0, (int)width - 3), "...");
    }

    // A piece from an offset on, with dots where something is left out (Go package goutils, AbbreviateFull).
    private static string Abbreviate(long offset, long width, string text)
    {
        if (width < 4 || (offset > 0 && width < 7) || text.Length <= width)
            return text;
        long kept = width - 3;
        offset = Math.Min(Math.Min(offset, text.Length), text.Length - kept);
        if (offset <= 4)
            return string.Concat(text.AsSpan(0, (int)kept), "...");
        return offset + kept < text.Length
            ? "..." + Abbreviate(kept, text[(int)offset..])
            : string.Concat("...", text.AsSpan((int)(text.Length - kept)));
    }

    private static string Indent(EvaluationState state, long blanks, string text)
    {
        if (blanks is < 0 or > 1000)
            throw new ExpressionException($"cannot indent by {blanks} blanks");
        string pad = new(' ', (int)blanks);
        state.ChargeText(text.Length * Math.Max(1, blanks));
        return pad + text.Replace("\n", "\n" + pad, StringComparison.Ordinal);
    }

    private static List<object?> SortAlpha(EvaluationState state, object? value)
    {
        List<string> texts = [.. ToTexts(value)];
        state.ChargeWork(texts.Count * 20L);
        texts.Sort(StringComparer.Ordinal);
        return [.. texts];
    }

    private static TextMap Numbered(object?[] parts)
    {
        TextMap map = [];
        for (int i = 0; i < parts.Length; i++)
            map[$"_{i}"] = parts[i];
        return map;
    }

    private static string Wrap(long width, string separator, string text, bool cutWords)
    {
        width = Math.Max(1, width);
        StringBuilder result = new();
        int at = 0;
        while (text.Length - at > width)
        {
            if (text[at] == ' ')
            {
                at++;
                continue;
            }

            int space = text.LastIndexOf(' ', at + (int)width, (int)width + 1);
            if (space < at && cutWords)
            {
                result.Append(text, at, (int)width).Append(separator);
                at += (int)width;
                continue;
            }

            if (space < at)
                space = text.IndexOf(' ', at + (int)width);
            if (space < 0)
                break;
            result.Append(text, at, space - at).Append(separator);
            at = space + 1;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }
}
