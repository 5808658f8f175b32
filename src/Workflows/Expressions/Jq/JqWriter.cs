using System.Globalization;
using System.Text;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Values as compact JSON with sorted keys, as gojq writes them.</summary>
internal static class JqWriter
{
    private const int ShortLength = 30;

    /// <summary>JSON text.</summary>
    public static string Write(object? value, JqBudget budget)
    {
        var text = new StringBuilder();
        Write(text, value, budget, 0);
        budget.Take(text.Length);
        return text.ToString();
    }

    /// <summary>A number.</summary>
    public static string Number(object value) => value switch
    {
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double number when double.IsNaN(number) => "null",
        double number => GoFloat.FormatJson(double.IsInfinity(number) ? (number > 0 ? double.MaxValue : double.MinValue) : number),
        _ => throw new ArgumentException("a number is needed", nameof(value)),
    };

    /// <summary>The beginning of a value, for messages.</summary>
    public static string Short(object? value)
    {
        var type = JqValues.TypeOf(value);
        if (value is List<object?> or Dictionary<string, object?>)
            return $"{type} ({(value is List<object?> list ? $"{list.Count} items" : $"{((Dictionary<string, object?>)value).Count} keys")})";
        var text = value switch { null => "null", bool b => b ? "true" : "false", string s => GoQuote.Quote(s.Length > ShortLength ? s[..ShortLength] + "..." : s), _ => Number(value) };
        return value is null ? text : $"{type} ({text})";
    }

    private static void Write(StringBuilder text, object? value, JqBudget budget, int depth)
    {
        budget.Nest(depth);
        switch (value)
        {
            case null: text.Append("null"); break;
            case bool flag: text.Append(flag ? "true" : "false"); break;
            case string s: Text(text, s, budget); break;
            case List<object?> list:
                text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    if (i > 0)
                        text.Append(',');
                    Write(text, list[i], budget, depth + 1);
                }

                text.Append(']');
                break;
            case Dictionary<string, object?> map:
                text.Append('{');
                var first = true;
                foreach (var key in JqValues.Keys(map))
                {
                    if (!first)
                        text.Append(',');
                    first = false;
                    Text(text, key, budget);
                    text.Append(':');
                    Write(text, map[key], budget, depth + 1);
                }

                text.Append('}');
                break;
            default: text.Append(Number(value)); break;
        }
    }

    private static void Text(StringBuilder text, string value, JqBudget budget)
    {
        budget.Take(value.Length);
        text.Append('"');
        GoJson.Escape(text, value, escapeHtml: false);
        text.Append('"');
    }
}
