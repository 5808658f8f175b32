using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Functions of values: the input and the arguments' values in, one value out.</summary>
internal static class JqFunctions
{
    /// <summary>By name and number of arguments.</summary>
    public static Dictionary<(string Name, int Arity), Func<object?, object?[], JqBudget, object?>> Table { get; } = new()
    {
        [("not", 0)] = (v, _, _) => !JqValues.IsTrue(v),
        [("type", 0)] = (v, _, _) => JqValues.TypeOf(v),
        [("length", 0)] = (v, _, _) => Length(v),
        [("utf8bytelength", 0)] = (v, _, _) => v is string text ? (long)Encoding.UTF8.GetByteCount(text) : throw Needs(v, "have UTF-8 byte length", "strings"),
        [("keys", 0)] = (v, _, b) => Keys(v, b),
        [("keys_unsorted", 0)] = (v, _, b) => Keys(v, b),
        [("has", 1)] = (v, a, _) => Has(v, a[0]),
        [("contains", 1)] = (v, a, b) => JqLists.Contains(v, a[0], b),
        [("add", 0)] = (v, _, b) => Sum(JqLists.Of(v, b), b),
        [("flatten", 0)] = (v, _, b) => JqLists.Flatten(JqLists.Of(v, b), double.PositiveInfinity, b),
        [("flatten", 1)] = (v, a, b) => JqLists.Flatten(JqLists.Of(v, b), Number(a[0]), b),
        [("reverse", 0)] = (v, _, b) => v switch { null => new List<object?>(), string text => string.Concat(text.EnumerateRunes().Reverse().Select(rune => rune.ToString())), _ => Reversed(JqLists.List(v, "reversed"), b) },
        [("sort", 0)] = (v, _, b) => Sorted(v, "sorted", b),
        [("unique", 0)] = (v, _, b) => Unique(Sorted(v, "sorted", b), b),
        [("transpose", 0)] = (v, _, b) => Transposed(JqLists.List(v, "transposed"), b),
        [("indices", 1)] = (v, a, b) => Indices(v, a[0], b),
        [("setpath", 2)] = (v, a, b) => JqAccess.Set(v, JqLists.List(a[0], "used as a path"), 0, _ => a[1], b),
        [("delpaths", 1)] = (v, a, b) => JqAccess.Delete(v, JqLists.List(a[0], "used as paths"), b),
        [("tostring", 0)] = (v, _, b) => JqFormats.Text(v, b),
        [("tojson", 0)] = (v, _, b) => JqWriter.Write(v, b),
        [("fromjson", 0)] = (v, _, b) => FromJson(Text(v, "parsed as JSON"), b),
        [("tonumber", 0)] = (v, _, _) => ToNumber(v),
        [("toboolean", 0)] = (v, _, _) => v switch { bool => v, "true" => true, "false" => false, _ => throw new JqError($"{JqWriter.Short(v)} cannot be parsed as a boolean") },
        [("ascii_downcase", 0)] = (v, _, b) => Mapped(v, b, char.IsAsciiLetterUpper, c => (char)(c | 0x20)),
        [("ascii_upcase", 0)] = (v, _, b) => Mapped(v, b, char.IsAsciiLetterLower, c => (char)(c & ~0x20)),
        [("explode", 0)] = (v, _, b) => Exploded(Text(v, "exploded"), b),
        [("implode", 0)] = (v, _, b) => Imploded(JqLists.List(v, "imploded"), b),
        [("split", 1)] = (v, a, b) => v is string text && a[0] is string by ? JqOperators.Split(text, by, b) : throw new JqError("split input and separator must be strings"),
        [("join", 1)] = (v, a, b) => Joined(JqLists.Of(v, b), a[0], b),
        [("startswith", 1)] = (v, a, _) => v is string text && a[0] is string start ? text.StartsWith(start, StringComparison.Ordinal) : throw new JqError("startswith() requires string inputs"),
        [("endswith", 1)] = (v, a, _) => v is string text && a[0] is string end ? text.EndsWith(end, StringComparison.Ordinal) : throw new JqError("endswith() requires string inputs"),
        [("ltrimstr", 1)] = (v, a, _) => v is string text && a[0] is string start && text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : v,
        [("rtrimstr", 1)] = (v, a, _) => v is string text && a[0] is string { Length: > 0 } end && text.EndsWith(end, StringComparison.Ordinal) ? text[..^end.Length] : v,
        [("trim", 0)] = (v, _, b) => Trimmed(v, b, text => text.Trim()),
        [("ltrim", 0)] = (v, _, b) => Trimmed(v, b, text => text.TrimStart()),
        [("rtrim", 0)] = (v, _, b) => Trimmed(v, b, text => text.TrimEnd()),
        [("floor", 0)] = (v, _, _) => Rounded(v, Math.Floor),
        [("ceil", 0)] = (v, _, _) => Rounded(v, Math.Ceiling),
        [("round", 0)] = (v, _, _) => Rounded(v, number => Math.Round(number, MidpointRounding.AwayFromZero)),
        [("trunc", 0)] = (v, _, _) => Rounded(v, Math.Truncate),
        [("abs", 0)] = (v, _, _) => Absolute(v),
        [("fabs", 0)] = (v, _, _) => Math.Abs(Number(v)),
        [("sqrt", 0)] = (v, _, _) => Math.Sqrt(Number(v)),
        [("exp", 0)] = (v, _, _) => Math.Exp(Number(v)),
        [("log", 0)] = (v, _, _) => Math.Log(Number(v)),
        [("log2", 0)] = (v, _, _) => Math.Log2(Number(v)),
        [("log10", 0)] = (v, _, _) => Math.Log10(Number(v)),
        [("pow", 2)] = (_, a, _) => Math.Pow(Number(a[0]), Number(a[1])),
        [("infinite", 0)] = (_, _, _) => double.PositiveInfinity,
        [("nan", 0)] = (_, _, _) => double.NaN,
        [("isinfinite", 0)] = (v, _, _) => double.IsInfinity(Number(v)),
        [("isnan", 0)] = (v, _, _) => double.IsNaN(Number(v)),
        [("isnormal", 0)] = (v, _, _) => double.IsNormal(Number(v)),
        [("fromdateiso8601", 0)] = (v, _, _) => FromDate(Text(v, "parsed as a date")),
        [("todateiso8601", 0)] = (v, _, _) => ToDate(Number(v)),
    };

    private static object Length(object? value) => value switch
    {
        null => (object)0L,
        bool => throw new JqError($"{JqWriter.Short(value)} has no length"),
        string text => (long)text.EnumerateRunes().Count(),
        List<object?> list => (long)list.Count,
        Dictionary<string, object?> map => (long)map.Count,
        _ => Absolute(value),
    };

    private static List<object?> Keys(object? value, JqBudget budget)
    {
        List<object?> keys = value switch
        {
            Dictionary<string, object?> map => [.. JqValues.Keys(map)],
            List<object?> list => [.. Enumerable.Range(0, list.Count).Select(i => (object?)(long)i)],
            _ => throw new JqError($"{JqWriter.Short(value)} has no keys"),
        };
        budget.Take(keys.Count);
        return keys;
    }

    private static bool Has(object? value, object? key) => (value, key) switch
    {
        (Dictionary<string, object?> map, string name) => map.ContainsKey(name),
        (List<object?> list, long or double) => JqValues.Whole(key) is >= 0 and var index && index < list.Count,
        _ => throw new JqError($"Cannot check whether {JqValues.TypeOf(value)} has a {(key is string ? "string" : JqValues.TypeOf(key))} key"),
    };

    // All texts at once: one after another would cost the square of their length.
    private static object? Sum(List<object?> items, JqBudget budget)
    {
        if (items.Count > 1 && items.TrueForAll(item => item is string))
        {
            budget.Take(items.Sum(item => (long)((string)item!).Length));
            return string.Concat(items.Cast<string>());
        }

        object? sum = null;
        foreach (var item in items)
        {
            budget.Step(1);
            sum = JqOperators.Add(sum, item, budget);
        }

        return sum;
    }

    private static List<object?> Reversed(List<object?> list, JqBudget budget)
    {
        budget.Take(list.Count);
        return [.. Enumerable.Reverse(list)];
    }

    private static List<object?> Sorted(object? value, string doing, JqBudget budget) =>
        JqLists.Sorted(JqLists.List(value, doing).Select(item => (new List<object?> { item }, item)), budget).ConvertAll(item => item.Value);

    private static List<object?> Unique(List<object?> sorted, JqBudget budget)
    {
        var unique = new List<object?>();
        foreach (var item in sorted)
        {
            if (unique.Count == 0 || JqValues.Compare(unique[^1], item, budget) != 0)
                unique.Add(item);
        }

        return unique;
    }

    private static List<object?> Transposed(List<object?> rows, JqBudget budget)
    {
        var lists = rows.ConvertAll(row => JqLists.List(row, "transposed"));
        var width = lists.Count == 0 ? 0 : lists.Max(row => row.Count);
        budget.Take((long)width * lists.Count);
        return [.. Enumerable.Range(0, width).Select(i => (object?)lists.ConvertAll(row => i < row.Count ? row[i] : null))];
    }

    private static List<object?>? Indices(object? value, object? what, JqBudget budget)
    {
        switch (value, what)
        {
            case (null, _): return null;
            case (string text, string part):
                var found = new List<object?>();
                budget.Step(text.Length / 16);
                for (var at = part.Length == 0 ? -1 : text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + 1, StringComparison.Ordinal))
                {
                    budget.Take(1);
                    budget.Step(1 + (at / 16));
                    found.Add((long)text[..at].EnumerateRunes().Count());
                }

                return found;
            case (List<object?> list, List<object?> part): return JqLists.Indices(list, part, budget);
            case (List<object?> list, _): return JqLists.Indices(list, [what], budget);
            default: throw new JqError($"Cannot determine indices of {JqWriter.Short(what)} in {JqWriter.Short(value)}");
        }
    }

    private static object? FromJson(string text, JqBudget budget)
    {
        budget.Take(text.Length);
        try
        {
            using var document = JsonDocument.Parse(text);
            return JqValues.Of(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new JqError($"{JqWriter.Short(text)} cannot be parsed as JSON", e);
        }
    }

    private static object ToNumber(object? value)
    {
        if (value is long or double)
            return value;
        if (value is not string text)
            throw new JqError($"{JqWriter.Short(value)} cannot be parsed as a number");
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;
        return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new JqError($"{JqWriter.Short(value)} cannot be parsed as a number");
    }

    private static string Mapped(object? value, JqBudget budget, Func<char, bool> is_, Func<char, char> map)
    {
        var text = Text(value, "changed in case");
        budget.Take(text.Length);
        return string.Create(text.Length, (text, is_, map), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = state.is_(state.text[i]) ? state.map(state.text[i]) : state.text[i];
        });
    }

    private static List<object?> Exploded(string text, JqBudget budget)
    {
        budget.Take(text.Length);
        return [.. text.EnumerateRunes().Select(rune => (object?)(long)rune.Value)];
    }

    private static string Imploded(List<object?> codes, JqBudget budget)
    {
        budget.Take(codes.Count);
        var text = new StringBuilder();
        foreach (var code in codes)
        {
            if (code is not (long or double))
                throw new JqError("Unicode codepoint must be numeric");
            text.Append((JqValues.Whole(code) is >= 0 and <= 0x10FFFF and var number && Rune.TryCreate((int)number, out var rune) ? rune : Rune.ReplacementChar).ToString());
        }

        return text.ToString();
    }

    private static string Joined(List<object?> items, object? separator, JqBudget budget)
    {
        if (items.Count == 0)
            return "";
        if (separator is not (string or null))
            throw new JqError($"{JqWriter.Short(separator)} cannot be a separator");
        var by = separator as string ?? "";
        var text = new StringBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is List<object?> or Dictionary<string, object?>)
                throw new JqError($"{JqWriter.Short(items[i])} cannot be joined");
            var part = items[i] is null ? "" : JqFormats.Text(items[i], budget);
            budget.Take(by.Length + part.Length);
            text.Append(i == 0 ? "" : by).Append(part);
        }

        return text.ToString();
    }

    private static string Trimmed(object? value, JqBudget budget, Func<string, string> trim)
    {
        var text = Text(value, "trimmed");
        budget.Take(text.Length);
        return trim(text);
    }

    private static object Rounded(object? value, Func<double, double> round)
    {
        if (value is long)
            return value;
        var number = round(Number(value));
        if (Math.Abs(number) < 1e15)
            return (long)number;
        return number;
    }

    private static long FromDate(string text) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date.ToUnixTimeSeconds()
            : throw new JqError($"date {JqWriter.Short(text)} does not match format \"%Y-%m-%dT%H:%M:%SZ\"");

    private static string ToDate(double seconds) => seconds is >= -62135596800 and <= 253402300799
        ? DateTimeOffset.FromUnixTimeSeconds((long)Math.Floor(seconds)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : throw new JqError("a date is out of range");

    private static object Absolute(object? value)
    {
        if (value is long whole and > long.MinValue)
            return Math.Abs(whole);
        return Math.Abs(Number(value));
    }

    private static double Number(object? value) => value is long or double ? JqValues.Float(value) : throw new JqError($"{JqWriter.Short(value)} number required");

    private static string Text(object? value, string doing) => value as string ?? throw new JqError($"{JqWriter.Short(value)} cannot be {doing}");

    private static JqError Needs(object? value, string what, string who) => new($"{JqWriter.Short(value)} only {who} {what}");
}
