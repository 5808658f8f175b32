using System.Globalization;
using System.Text.Json;

namespace Fleet.Cli.Rendering;

/// <summary>Reads members of Argo objects; absent and null are the same.</summary>
internal static class JsonReading
{
    /// <summary>A member as text; "" when absent.</summary>
    public static string Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : element.Member(name)?.ToString() ?? "";

    /// <summary>A member; null when absent or null.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;

    /// <summary>A member by a path of names.</summary>
    public static JsonElement? Member(this JsonElement element, params ReadOnlySpan<string> path)
    {
        JsonElement? current = element;
        foreach (var name in path)
        {
            current = current?.Member(name);
            if (current is null)
                return null;
        }

        return current;
    }

    /// <summary>A time; null when absent.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value
        && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    /// <summary>Items of an array; none when absent.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Member(path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];
}
