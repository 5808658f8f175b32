using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>Keys of Secrets in the place of an artifact. Argo's names of their fields all end so: <c>accessKeySecret</c>, <c>sshPrivateKeySecret</c>, ...</summary>
public static class SecretSelectors
{
    /// <summary>Those in a JSON text.</summary>
    /// <param name="json">A place, or an artifact with one; null: nothing.</param>
    public static IReadOnlyList<KeySelector> Of(string? json)
    {
        var found = new List<KeySelector>();
        if (json is null || !json.Contains("Secret\"", StringComparison.Ordinal))
            return found;
        using var document = JsonDocument.Parse(json);
        Collect(document.RootElement, found);
        return found;
    }

    private static void Collect(JsonElement element, List<KeySelector> found)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return;
        foreach (var field in element.EnumerateObject())
        {
            if (field.Name.EndsWith("Secret", StringComparison.Ordinal) && field.Value.ValueKind == JsonValueKind.Object && field.Value.TryGetProperty("name"u8, out _))
                found.Add(ValueReader.Key(field.Value));
            else
                Collect(field.Value, found);
        }
    }
}
