using System.Globalization;
using System.Text;

namespace Fleet.Workflows.Expressions.Values;

/// <summary>Go's <c>%v</c> of a value: <c>[1 2]</c>, <c>map[a:1]</c>, <c>&lt;nil&gt;</c>.</summary>
internal static class GoFormat
{
    /// <summary>Lists and maps nested deeper are refused, not written.</summary>
    public const int MaxDepth = 500;

    public static string Format(object? value)
    {
        switch (value)
        {
            case string text: return text;
            case long number: return number.ToString(CultureInfo.InvariantCulture);
            case bool flag: return flag ? "true" : "false";
        }

        StringBuilder result = new();
        Write(result, value, 0);
        return result.ToString();
    }

    private static void Write(StringBuilder result, object? value, int depth)
    {
        if (depth > MaxDepth || result.Length > EvaluationContext.MaxText)
            throw new ExpressionException(ExpressionErrorKind.Limit, "value is too large or nested too deeply to be written");
        switch (value)
        {
            case null: result.Append("<nil>"); break;
            case bool flag: result.Append(flag ? "true" : "false"); break;
            case double number: result.Append(GoFloat.Format(number)); break;
            case string text: result.Append(text); break;
            case ExpressionTime time: result.Append(GoTimeLayout.Format(time, GoTimeLayout.DefaultLayout)); break;
            case ExpressionZone zone: result.Append(zone.Name); break;
            case ExpressionFunction function: result.Append(function.Name); break;
            case IReadOnlyDictionary<string, object?> map: WriteMap(result, map, depth); break;
            case GroupMap groups: WriteGroups(result, groups, depth); break;
            case IReadOnlyList<object?> list: WriteList(result, list, depth); break;
            default: result.Append(CultureInfo.InvariantCulture, $"{value}"); break;
        }
    }

    private static void WriteList(StringBuilder result, IReadOnlyList<object?> list, int depth)
    {
        result.Append('[');
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0)
                result.Append(' ');
            Write(result, list[i], depth + 1);
        }

        result.Append(']');
    }

    private static void WriteMap(StringBuilder result, IReadOnlyDictionary<string, object?> map, int depth)
    {
        result.Append("map[");
        bool first = true;
        foreach (string key in map.Keys.Order(StringComparer.Ordinal))
        {
            if (!first)
                result.Append(' ');
            first = false;
            result.Append(key).Append(':');
            Write(result, map[key], depth + 1);
        }

        result.Append(']');
    }

    private static void WriteGroups(StringBuilder result, GroupMap groups, int depth)
    {
        result.Append("map[");
        bool first = true;
        foreach (object? key in groups.SortedKeys)
        {
            if (!first)
                result.Append(' ');
            first = false;
            Write(result, key, depth + 1);
            result.Append(':');
            Write(result, groups.Find(key), depth + 1);
        }

        result.Append(']');
    }
}
