using System.Text;
using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>Keys and values of a ConfigMap's manifest.</summary>
public static class ConfigMapData
{
    /// <summary>Reads <c>data</c>, and of <c>binaryData</c> what is text.</summary>
    /// <param name="manifest">The manifest as JSON; validated.</param>
    public static IReadOnlyDictionary<string, string> Read(ReadOnlyMemory<byte> manifest)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(manifest);
        if (document.RootElement.TryGetProperty("data"u8, out var data) && data.ValueKind == JsonValueKind.Object)
            foreach (var entry in data.EnumerateObject()) values[entry.Name] = entry.Value.GetString() ?? "";
        if (document.RootElement.TryGetProperty("binaryData"u8, out var binary) && binary.ValueKind == JsonValueKind.Object)
            foreach (var entry in binary.EnumerateObject()) values[entry.Name] = Encoding.UTF8.GetString(entry.Value.GetBytesFromBase64());
        return values;
    }
}
