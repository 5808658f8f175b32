using System.Text;
using System.Text.Json;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>A Secret: what Kubernetes takes for one (its documentation, "Secrets"). No message says a value.</summary>
internal static class SecretChecks
{
    private const string DockerConfig = "kubernetes.io/dockerconfigjson";
    private const string DockerConfigKey = ".dockerconfigjson";

    /// <summary>Checks it.</summary>
    /// <param name="json">Its JSON text.</param>
    /// <param name="nameRequired">It is to be stored.</param>
    /// <param name="findings">Takes the errors.</param>
    public static void Check(string json, bool nameRequired, Findings findings)
    {
        MetadataChecks.Check(SpecReader.ReadWorkflow(json).Metadata, nameRequired, findings);
        using var document = JsonDocument.Parse(json);
        var bytes = 0;
        foreach (var entry in Entries(document.RootElement, "data"))
        {
            var path = SpecPath.Root["data"][entry.Name];
            ConfigMapChecks.Key(path, entry.Name, findings);
            bytes += entry.Value.GetString()?.Length ?? 0;
            if (!IsSealed(entry.Value) && Bytes(entry.Value) is null)
                findings.Error(path, $"the value of key '{entry.Name}' is not base64; plain text goes into stringData");
        }

        foreach (var entry in Entries(document.RootElement, "stringData"))
        {
            ConfigMapChecks.Key(SpecPath.Root["stringData"][entry.Name], entry.Name, findings);
            bytes += Encoding.UTF8.GetByteCount(entry.Value.GetString() ?? "");
        }

        if (bytes > ConfigMapChecks.LargestBytes)
            findings.Error(SpecPath.Root, $"a Secret has at most {ConfigMapChecks.LargestBytes} bytes");
        if (document.RootElement.TryGetProperty("type"u8, out var type) && type.GetString() == DockerConfig)
            CheckLogins(document.RootElement, findings);
    }

    // What kubectl and kubelet rely on.
    private static void CheckLogins(JsonElement secret, Findings findings)
    {
        if (Entries(secret, "stringData").FirstOrDefault(entry => entry.Name == DockerConfigKey) is { Value.ValueKind: JsonValueKind.String } text)
        {
            CheckObject(SpecPath.Root["stringData"], Encoding.UTF8.GetBytes(text.Value.GetString()!), findings);
            return;
        }

        var entry = Entries(secret, "data").FirstOrDefault(entry => entry.Name == DockerConfigKey);
        if (entry.Value.ValueKind != JsonValueKind.String)
            findings.Error(SpecPath.Root["data"], $"a Secret of type {DockerConfig} has the key {DockerConfigKey}: Docker's config.json");
        else if (!IsSealed(entry.Value) && Bytes(entry.Value) is { } bytes)
            CheckObject(SpecPath.Root["data"], bytes, findings);
    }

    private static void CheckObject(SpecPath part, byte[] bytes, Findings findings)
    {
        if (!IsObject(bytes))
            findings.Error(part[DockerConfigKey], "it is not a JSON object, as Docker's config.json is");
    }

    // Line breaks mean nothing, as in Go.
    private static byte[]? Bytes(JsonElement value)
    {
        var text = value.GetString() ?? "";
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written] : null;
    }

    private static bool IsObject(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsSealed(JsonElement value) => value.GetString()?.StartsWith(SecretData.SealedPrefix, StringComparison.Ordinal) ?? false;

    private static IEnumerable<JsonProperty> Entries(JsonElement secret, string part) =>
        secret.TryGetProperty(part, out var map) && map.ValueKind == JsonValueKind.Object ? map.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.String) : [];
}
