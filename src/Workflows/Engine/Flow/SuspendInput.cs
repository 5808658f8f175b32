using System.Text.Json;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>An input of a suspend template whose value is JSON with <c>enum</c>: a choice that clients offer (Argo docs, "Intermediate Parameters").</summary>
/// <param name="Allowed">The values to choose from.</param>
/// <param name="Default">The value when nobody chooses; its own, else the first.</param>
internal sealed record SuspendInput(IReadOnlyList<string> Allowed, string Default)
{
    /// <summary>Reads a value; null: it is a plain one.</summary>
    public static SuspendInput? Read(string? value)
    {
        if (value is null || !value.AsSpan().TrimStart().StartsWith("{"))
            return null;
        try
        {
            using var document = JsonDocument.Parse(value);
            if (!document.RootElement.TryGetProperty("enum"u8, out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
                return null;
            string[] allowed = [.. list.EnumerateArray().Select(e => e.ToString())];
            return new SuspendInput(allowed, document.RootElement.TryGetProperty("default"u8, out var given) ? given.ToString() : allowed[0]);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
