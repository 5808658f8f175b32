using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>Keys and values of a Secret's manifest.</summary>
public static class SecretData
{
    /// <summary>What a sealed value begins with, where base64 has none of its characters.</summary>
    public const string SealedPrefix = "fleet:";

    /// <summary>Reads <c>data</c> as it stands: sealed texts of a Secret that was accepted, base64 of one that was not. <c>stringData</c> wins over it, as in Kubernetes.</summary>
    /// <param name="manifest">The manifest as JSON; validated.</param>
    public static IReadOnlyDictionary<string, string> Read(ReadOnlyMemory<byte> manifest)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(manifest);
        foreach (var part in (string[])["data", "stringData"])
        {
            if (!document.RootElement.TryGetProperty(part, out var data) || data.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var entry in data.EnumerateObject())
                values[entry.Name] = entry.Value.GetString() ?? "";
        }

        return values;
    }
}
