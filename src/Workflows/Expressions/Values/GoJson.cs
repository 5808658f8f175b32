using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fleet.Workflows.Expressions.Values;

/// <summary>JSON as Go's <c>encoding/json</c> writes and reads it: sorted keys, <c>&lt; &gt; &amp;</c> escaped, every number a float.</summary>
internal static class GoJson
{
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = GoFormat.MaxDepth };

    /// <summary>Reads JSON text: objects become maps, arrays lists, numbers floats. A repeated key keeps its last value.</summary>
    public static object? Parse(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, ReadOptions);
            return FromElement(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new ExpressionException($"invalid JSON: {JsonFault.Of(e)}");
        }
        catch (ArgumentException)
        {
            throw new ExpressionException("invalid JSON: the text is not valid Unicode");
        }
        catch (InvalidOperationException)
        {
            throw new ExpressionException("invalid JSON: a string is not valid Unicode");
        }
    }

    /// <summary>What stands between the quotes of a value that JSON writes as a string (a text, a time, a version), not escaped; null for all others.</summary>
    public static string? TextOf(object? value) => value switch
    {
        string text => text,
        ExpressionTime time => GoTimeLayout.Format(time, GoTimeLayout.Rfc3339Nano),
        SemanticVersion version => version.ToString(),
        _ => null,
    };

    /// <summary>Compact JSON.</summary>
    public static string Write(object? value) => Write(value, indented: false);

    /// <summary>JSON with two blanks a level when <paramref name="indented"/>.</summary>
    public static string Write(object? value, bool indented)
    {
        StringBuilder result = new();
        Writer writer = new(result, indented);
        writer.Write(value, 0);
        return result.ToString();
    }

    /// <summary>The text between the quotes of a JSON string.</summary>
    /// <param name="result">Where it goes.</param>
    /// <param name="text">The text.</param>
    /// <param name="escapeHtml">Also escape what would be markup in HTML (Go's default).</param>
    public static void Escape(StringBuilder result, string text, bool escapeHtml)
    {
        foreach (char c in text)
        {
            switch (c)
            {
                case '"': result.Append("\\\""); break;
                case '\\': result.Append("\\\\"); break;
                case '\b': result.Append("\\b"); break;
                case '\f': result.Append("\\f"); break;
                case '\n': result.Append("\\n"); break;
                case '\r': result.Append("\\r"); break;
                case '\t': result.Append("\\t"); break;
                case '<' or '>' or '&' when escapeHtml:
                case < ' ' or '\u2028' or '\u2029':
                    result.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default: result.Append(c); break;
            }
        }
    }

    internal static object? FromElement(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(element),
        JsonValueKind.Array => ReadArray(element),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw new ExpressionException($"invalid JSON: number {element.GetRawText()} is out of range"),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static Dictionary<string, object?> ReadObject(JsonElement element)
    {
        Dictionary<string, object?> map = new(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
            map[property.Name] = FromElement(property.Value);
        return map;
    }

    private static List<object?> ReadArray(JsonElement element)
    {
        List<object?> list = new(element.GetArrayLength());
        foreach (JsonElement item in element.EnumerateArray())
            list.Add(FromElement(item));
        return list;
    }

    /// <summary>JSON text as Go's encoder writes it, which escapes what HTML knows; only strings have such characters.</summary>
    public static string EscapeMarkup(string json) => !json.AsSpan().ContainsAny("<>&\u2028\u2029") ? json : json
        .Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal).Replace("&", "\\u0026", StringComparison.Ordinal)
        .Replace("\u2028", "\\u2028", StringComparison.Ordinal).Replace("\u2029", "\\u2029", StringComparison.Ordinal);

    private readonly struct Writer(StringBuilder result, bool indented)
    {
        public void Write(object? value, int depth)
        {
            if (depth > GoFormat.MaxDepth || result.Length > EvaluationContext.MaxText)
                throw new ExpressionException(ExpressionErrorKind.Limit, "value is too large or nested too deeply for JSON");
            switch (value)
            {
                case null or NilList: result.Append("null"); break;
                case bool flag: result.Append(flag ? "true" : "false"); break;
                case long number: result.Append(number.ToString(CultureInfo.InvariantCulture)); break;
                case double number when double.IsFinite(number): result.Append(GoFloat.FormatJson(number)); break;
                case double number: throw new ExpressionException($"json: unsupported value: {GoFloat.Format(number)}");
                case GoDuration duration: result.Append(duration.Nanoseconds.ToString(CultureInfo.InvariantCulture)); break;
                case NamedInteger number: result.Append(number.Number.ToString(CultureInfo.InvariantCulture)); break;
                case string or ExpressionTime or SemanticVersion: WriteText(TextOf(value)!); break;
                case ExpressionZone: result.Append("{}"); break;
                case IReadOnlyDictionary<string, object?> map: WriteObject(map, depth); break;
                case IReadOnlyList<object?> list: WriteArray(list, depth); break;
                default: throw new ExpressionException($"json: unsupported type: {GoType.Name(value)}");
            }
        }

        private void WriteText(string text)
        {
            result.Append('"');
            Escape(result, text, escapeHtml: true);
            result.Append('"');
        }

        private void WriteArray(IReadOnlyList<object?> list, int depth)
        {
            result.Append('[');
            for (int i = 0; i < list.Count; i++)
            {
                if (i > 0)
                    result.Append(',');
                NewLine(depth + 1);
                Write(list[i], depth + 1);
            }

            if (list.Count > 0)
                NewLine(depth);
            result.Append(']');
        }

        private void WriteObject(IReadOnlyDictionary<string, object?> map, int depth)
        {
            result.Append('{');
            bool first = true;
            foreach (string key in map.Keys.Order(StringComparer.Ordinal))
            {
                if (!first)
                    result.Append(',');
                first = false;
                NewLine(depth + 1);
                WriteText(key);
                result.Append(indented ? ": " : ":");
                Write(map[key], depth + 1);
            }

            if (!first)
                NewLine(depth);
            result.Append('}');
        }

        private void NewLine(int depth)
        {
            if (indented)
                result.Append('\n').Append(' ', depth * 2);
        }
    }
}
