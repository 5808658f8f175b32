using System.Text;
using System.Text.Json;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Loops;

/// <summary>The texts of loop items and their parts.</summary>
internal static class LoopItemText
{
    /// <summary>What a tag is replaced with.</summary>
    public static string Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Object or JsonValueKind.Array => Json(element),
        _ => element.GetRawText(),
    };

    /// <summary>What a node name shows of a part of an item: texts keep their JSON escapes.</summary>
    public static string Describe(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
            return Value(element);
        StringBuilder escaped = new();
        GoJson.Escape(escaped, element.GetString()!, escapeHtml: false);
        return escaped.ToString();
    }

    /// <summary>Go's form of a list.</summary>
    public static string DescribeList(JsonElement list) => $"[{string.Join(' ', list.EnumerateArray().Select(Describe))}]";

    /// <summary>Parentheses would end the index part of a node name.</summary>
    public static string Clean(string description) =>
        description.Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal);

    /// <summary>Compact JSON with sorted keys; numbers stay as they were written.</summary>
    public static string Json(JsonElement element)
    {
        StringBuilder result = new();
        Write(result, element);
        return result.ToString();
    }

    private static void Write(StringBuilder result, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                SortedDictionary<string, JsonElement> properties = new(StringComparer.Ordinal);
                foreach (JsonProperty property in element.EnumerateObject())
                    properties[property.Name] = property.Value;
                result.Append('{');
                string separator = "";
                foreach ((string name, JsonElement value) in properties)
                {
                    result.Append(separator).Append('"');
                    GoJson.Escape(result, name, escapeHtml: true);
                    result.Append("\":");
                    Write(result, value);
                    separator = ",";
                }

                result.Append('}');
                break;
            case JsonValueKind.Array:
                result.Append('[');
                separator = "";
                foreach (JsonElement item in element.EnumerateArray())
                {
                    result.Append(separator);
                    Write(result, item);
                    separator = ",";
                }

                result.Append(']');
                break;
            case JsonValueKind.String:
                result.Append('"');
                GoJson.Escape(result, element.GetString()!, escapeHtml: true);
                result.Append('"');
                break;
            default:
                result.Append(element.GetRawText());
                break;
        }
    }
}
