using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>A ConfigMap: what Kubernetes takes for one (its documentation, "ConfigMaps").</summary>
internal static partial class ConfigMapChecks
{
    /// <summary>The largest one, and the largest Secret.</summary>
    public const int LargestBytes = 1024 * 1024;

    private const int LongestKey = 253;

    /// <summary>Checks it.</summary>
    /// <param name="json">Its JSON text.</param>
    /// <param name="nameRequired">It is to be stored.</param>
    /// <param name="findings">Takes the errors.</param>
    public static void Check(string json, bool nameRequired, Findings findings)
    {
        // Its metadata is that of every manifest.
        MetadataChecks.Check(SpecReader.ReadWorkflow(json).Metadata, nameRequired, findings);
        if (System.Text.Encoding.UTF8.GetByteCount(json) > LargestBytes)
            findings.Error(SpecPath.Root, $"a ConfigMap has at most {LargestBytes} bytes");
        using var document = JsonDocument.Parse(json);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in (string[])["data", "binaryData"])
        {
            if (!document.RootElement.TryGetProperty(part, out var values) || values.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var entry in values.EnumerateObject())
                Entry(part, entry, taken, findings);
        }
    }

    private static void Entry(string part, JsonProperty entry, HashSet<string> taken, Findings findings)
    {
        var path = SpecPath.Root[part][entry.Name];
        Key(path, entry.Name, findings);
        if (!taken.Add(entry.Name))
            findings.Error(path, $"key '{entry.Name}' is both in data and in binaryData");
        if (part == "binaryData" && !entry.Value.TryGetBytesFromBase64(out _))
            findings.Error(path, $"the value of key '{entry.Name}' is not base64");
    }

    /// <summary>Checks a key, of a ConfigMap or a Secret.</summary>
    public static void Key(SpecPath path, string key, Findings findings)
    {
        if (key.Length is 0 or > LongestKey || !Keys().IsMatch(key))
            findings.Error(path, $"key '{key}' is invalid: it has at most {LongestKey} letters, digits, '-', '_' and '.'");
    }

    [GeneratedRegex(@"^[-._a-zA-Z0-9]+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Keys();
}
