using System.Text;
using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>Keys and values of a ConfigMap's manifest.</summary>
public static class ConfigMapData
{
    /// <summary>Reads <c>data</c>, and <c>binaryData</c> as text; the bytes of it are kept too.</summary>
    /// <param name="manifest">The manifest as JSON; validated.</param>
    public static IReadOnlyDictionary<string, string> Read(ReadOnlyMemory<byte> manifest)
    {
        var values = new Values();
        using var document = JsonDocument.Parse(manifest);
        if (document.RootElement.TryGetProperty("data"u8, out var data) && data.ValueKind == JsonValueKind.Object)
            foreach (var entry in data.EnumerateObject()) values[entry.Name] = entry.Value.GetString() ?? "";
        if (document.RootElement.TryGetProperty("binaryData"u8, out var binary) && binary.ValueKind == JsonValueKind.Object)
            foreach (var entry in binary.EnumerateObject()) values[entry.Name] = Encoding.UTF8.GetString(values.Binary[entry.Name] = entry.Value.GetBytesFromBase64());
        return values;
    }

    /// <summary>The bytes of a value: those of <c>binaryData</c> as they are, text as UTF-8.</summary>
    /// <param name="data">What <see cref="Read"/> gave, or values that are all text.</param>
    /// <param name="key">A key of it.</param>
    public static byte[] Bytes(IReadOnlyDictionary<string, string> data, string key)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data is Values values && values.Binary.TryGetValue(key, out var bytes) ? bytes : Encoding.UTF8.GetBytes(data[key]);
    }

    /// <summary>Whether a value is one of <c>binaryData</c>, which variables are not made of (Kubernetes' ConfigMap v1: <c>envFrom</c> takes <c>data</c>).</summary>
    /// <param name="data">What <see cref="Read"/> gave, or values that are all text.</param>
    /// <param name="key">A key of it.</param>
    public static bool IsBinary(IReadOnlyDictionary<string, string> data, string key) => data is Values values && values.Binary.ContainsKey(key);

    private sealed class Values() : Dictionary<string, string>(StringComparer.Ordinal)
    {
        public Dictionary<string, byte[]> Binary { get; } = new(StringComparer.Ordinal);
    }
}
