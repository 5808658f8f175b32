using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>Reads the fields of a JSON object. A field that is null is not there, as in Go; scalars are taken for text, as Argo does.</summary>
internal static class JsonFields
{
    public static bool Has(this JsonElement e, ReadOnlySpan<byte> field, out JsonElement value) =>
        e.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;

    public static string? TextOrNull(this JsonElement e, ReadOnlySpan<byte> field) => e.Has(field, out var v) ? v.AsText() : null;

    public static string Text(this JsonElement e, ReadOnlySpan<byte> field) => e.TextOrNull(field) ?? "";

    /// <summary>Text of a field that means the same when empty as when absent (Go's omitempty).</summary>
    public static string? NonEmpty(this JsonElement e, ReadOnlySpan<byte> field) => e.TextOrNull(field) is { Length: > 0 } text ? text : null;

    public static string? Raw(this JsonElement e, ReadOnlySpan<byte> field) => e.Has(field, out var v) ? v.GetRawText() : null;

    public static bool Flag(this JsonElement e, ReadOnlySpan<byte> field, bool otherwise = false) => e.FlagOrNull(field) ?? otherwise;

    public static bool? FlagOrNull(this JsonElement e, ReadOnlySpan<byte> field) =>
        !e.Has(field, out var v) ? null : v.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(field, "a boolean", v),
        };

    public static int? Int(this JsonElement e, ReadOnlySpan<byte> field) =>
        !e.Has(field, out var v) ? null : v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out var n) ? n : throw Wrong(field, "a whole number", v);

    public static long? Long(this JsonElement e, ReadOnlySpan<byte> field) =>
        !e.Has(field, out var v) ? null : v.ValueKind == JsonValueKind.Number && v.TryGetInt64(out var n) ? n : throw Wrong(field, "a whole number", v);

    public static T? Object<T>(this JsonElement e, ReadOnlySpan<byte> field, Func<JsonElement, T> read)
        where T : class => e.Has(field, out var v) ? read(v) : null;

    public static IReadOnlyList<T> List<T>(this JsonElement e, ReadOnlySpan<byte> field, Func<JsonElement, T> read) => e.ListOrNull(field, read) ?? [];

    public static IReadOnlyList<T>? ListOrNull<T>(this JsonElement e, ReadOnlySpan<byte> field, Func<JsonElement, T> read)
    {
        if (!e.Has(field, out var v))
            return null;
        if (v.ValueKind != JsonValueKind.Array)
            throw Wrong(field, "a list", v);
        var result = new T[v.GetArrayLength()];
        var i = 0;
        foreach (var item in v.EnumerateArray())
            result[i++] = read(item);
        return result;
    }

    public static IReadOnlyList<string> Texts(this JsonElement e, ReadOnlySpan<byte> field) => e.List(field, AsText);

    public static IReadOnlyDictionary<string, string> Map(this JsonElement e, ReadOnlySpan<byte> field) => e.Map(field, AsText);

    public static IReadOnlyDictionary<string, T> Map<T>(this JsonElement e, ReadOnlySpan<byte> field, Func<JsonElement, T> read)
    {
        if (!e.Has(field, out var v))
            return FrozenDictionary<string, T>.Empty;
        if (v.ValueKind != JsonValueKind.Object)
            throw Wrong(field, "a map", v);
        var result = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var property in v.EnumerateObject())
            result[property.Name] = read(property.Value);
        return result;
    }

    /// <summary>A scalar as text: strings as they are, numbers and booleans as written, null empty, anything else its JSON text.</summary>
    public static string AsText(this JsonElement v) => v.ValueKind switch
    {
        JsonValueKind.String => v.GetString()!,
        JsonValueKind.Null => "",
        _ => v.GetRawText(),
    };

    private static SpecFormatException Wrong(ReadOnlySpan<byte> field, string expected, JsonElement found)
    {
        var text = found.GetRawText();
        if (text.Length > 60)
            text = string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, 60)}...");
        return new SpecFormatException($"{System.Text.Encoding.UTF8.GetString(field)}: expected {expected}, found {text}");
    }
}
