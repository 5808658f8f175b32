using System.Text;
using System.Text.Json;
using Fleet.Workflows.Expressions.Loops;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions;

/// <summary>
/// One item of <c>withItems</c>, <c>withParam</c> or <c>withSequence</c>: its value for <c>{{item}}</c>, its fields for <c>{{item.x}}</c> and its
/// text in node names.
/// </summary>
public sealed class LoopItem
{
    /// <summary>Longest <see cref="Description"/>, in characters: what is longer ends there in <c>...</c>. It stands in the name of a node, which every record of it has.</summary>
    public const int MaxDescription = 4096;

    private LoopItem(LoopItemKind kind, string value, string description, IReadOnlyDictionary<string, string>? fields)
    {
        Kind = kind;
        Value = value;
        Description = Begin(description);
        Fields = fields;
    }

    /// <summary>The JSON type.</summary>
    public LoopItemKind Kind { get; }

    /// <summary>What <c>{{item}}</c> is: a text as it is, a number as it was written, a map or list as compact JSON with sorted keys.</summary>
    public string Value { get; }

    /// <summary>The item in a node name, <c>step(0:DESCRIPTION)</c>: parentheses left out, text in its JSON escapes, maps as <c>a:1,b:2</c>, lists as <c>[1 2]</c>.</summary>
    public string Description { get; }

    /// <summary>What <c>{{item.KEY}}</c> is, by key; null unless the item is a map.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; }

    /// <summary>The item of a JSON value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The item.</returns>
    public static LoopItem FromJson(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return FromText(value.GetString()!);
            case JsonValueKind.Object:
                Dictionary<string, string> fields = new(StringComparer.Ordinal);
                Dictionary<string, string> texts = new(StringComparer.Ordinal);
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    fields[property.Name] = LoopItemText.Value(property.Value);
                    texts[property.Name] = LoopItemText.Describe(property.Value);
                }

                string pairs = string.Join(',', texts.Select(pair => $"{pair.Key}:{pair.Value}").Order(StringComparer.Ordinal));
                return new LoopItem(LoopItemKind.Map, LoopItemText.Json(value), LoopItemText.Clean(pairs), fields);
            case JsonValueKind.Array:
                return new LoopItem(LoopItemKind.List, LoopItemText.Json(value), LoopItemText.Clean(LoopItemText.DescribeList(value)), null);
            default:
                LoopItemKind kind = value.ValueKind switch
                {
                    JsonValueKind.Number => LoopItemKind.Number,
                    JsonValueKind.True or JsonValueKind.False => LoopItemKind.Bool,
                    _ => LoopItemKind.Null,
                };
                return new LoopItem(kind, value.GetRawText(), value.GetRawText(), null);
        }
    }

    /// <summary>The item of a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The item.</returns>
    public static LoopItem FromText(string text)
    {
        StringBuilder escaped = new();
        GoJson.Escape(escaped, Begin(text), escapeHtml: false);
        return new LoopItem(LoopItemKind.String, text, LoopItemText.Clean(escaped.ToString()), null);
    }

    /// <summary>The items of <c>withParam</c> after its tags were replaced.</summary>
    /// <param name="json">JSON text of a list.</param>
    /// <returns>The items.</returns>
    /// <exception cref="ExpressionException">The text is no JSON list; the message begins as Argo's.</exception>
    public static IReadOnlyList<LoopItem> ParseParam(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        string start = json.Length > 200 ? json[..200] + "..." : json;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(FromJson)]
                : throw new ExpressionException(
                    ExpressionErrorKind.Type,
                    $"withParam value could not be parsed as a JSON list: {start.Trim()}: it is a JSON {document.RootElement.ValueKind.ToString().ToLowerInvariant()}");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new ExpressionException(ExpressionErrorKind.Syntax, $"withParam value could not be parsed as a JSON list: {start.Trim()}: {JsonFault.Of(e)}");
        }
    }

    /// <summary>The name of the node of this item.</summary>
    /// <param name="name">The name of the step or task.</param>
    /// <param name="index">The place in the loop, from 0.</param>
    /// <returns><c>name(index:description)</c>.</returns>
    public string NodeName(string name, int index) => $"{name}({index.ToString(System.Globalization.CultureInfo.InvariantCulture)}:{Description})";

    /// <summary>A scope in which <c>item</c> and its fields are set, and the names of another scope show through.</summary>
    /// <param name="parent">The scope around the loop.</param>
    /// <returns>The scope of this item.</returns>
    public TagScope CreateScope(TagScope? parent)
    {
        TagScope scope = new(parent) { ["item"] = Value };
        foreach ((string key, string value) in Fields ?? new Dictionary<string, string>())
            scope[$"item.{key}"] = value;
        return scope;
    }

    private static string Begin(string text) => text.Length <= MaxDescription + 3 ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[MaxDescription - 1]) ? MaxDescription - 1 : MaxDescription), "...");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
