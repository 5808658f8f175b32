using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Contracts;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Resources;

/// <summary>Manifests of Secrets: as users write them, as they are stored and sent (each value sealed), and as they are shown (no value at all).</summary>
internal static class SecretManifest
{
    // What kubectl leaves there is the whole manifest, in plain text.
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Seals the values of a valid manifest. Values that are sealed already, since another coordinator sent them, have to be readable.</summary>
    /// <param name="manifest">The manifest; changed.</param>
    /// <param name="ns">Namespace in which it counts.</param>
    /// <param name="cipher">Seals.</param>
    /// <exception cref="SecretCipherException">There is no key, or a sealed value is of another key, or of something else.</exception>
    public static void Seal(JsonObject manifest, string ns, SecretCipher cipher)
    {
        var name = (string?)manifest["metadata"]?["name"] ?? "";
        var data = new JsonObject();
        foreach (var (key, value) in manifest["data"] as JsonObject ?? [])
        {
            var text = (string?)value ?? "";
            var context = Sealed.ContextOf(ns, name, key);
            if (SecretCipher.IsSealed(text))
                cipher.Open(new Sealed(text, context));
            data[key] = SecretCipher.IsSealed(text) ? text : cipher.Seal(Convert.FromBase64String(text), context).Text;
        }

        foreach (var (key, value) in manifest["stringData"] as JsonObject ?? [])
            data[key] = cipher.Seal((string?)value ?? "", Sealed.ContextOf(ns, name, key)).Text;
        manifest.Remove("stringData");
        manifest["data"] = data;
        (manifest["metadata"]?["annotations"] as JsonObject)?.Remove(LastApplied);
    }

    /// <summary>As above, of a text.</summary>
    public static string Seal(string json, string ns, SecretCipher cipher)
    {
        var manifest = JsonNode.Parse(json)!.AsObject();
        Seal(manifest, ns, cipher);
        return manifest.ToJsonString(Options);
    }

    /// <summary>Replaces the values of a stored manifest by their lengths.</summary>
    public static void Hide(JsonObject manifest)
    {
        var bytes = new JsonObject();
        foreach (var (key, value) in manifest["data"] as JsonObject ?? []) bytes[key] = SecretCipher.LengthOf((string?)value ?? "");
        manifest.Remove("data");
        manifest["dataBytes"] = bytes;
    }

    /// <summary>Two stored manifests of one Secret say the same, whatever they are sealed with.</summary>
    public static bool IsSame(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other, string ns, SecretCipher cipher)
    {
        var (left, right) = (JsonNode.Parse(one.Span)!.AsObject(), JsonNode.Parse(other.Span)!.AsObject());
        return Open(left, ns, cipher) && Open(right, ns, cipher) && JsonNode.DeepEquals(left, right);
    }

    /// <summary>Seals a stored manifest anew with the first key; null: it is, or cannot be read.</summary>
    public static ReadOnlyMemory<byte>? Renew(ReadOnlyMemory<byte> manifest, string ns, SecretCipher cipher)
    {
        if (!SecretData.Read(manifest).Values.Any(cipher.IsOld)) return null;
        var json = JsonNode.Parse(manifest.Span)!.AsObject();
        if (!Open(json, ns, cipher)) return null;
        Seal(json, ns, cipher);
        return Encoding.UTF8.GetBytes(json.ToJsonString(Options));
    }

    /// <summary>All values of a stored manifest can be read.</summary>
    public static bool IsReadable(ReadOnlyMemory<byte> manifest, string ns, SecretCipher cipher) => Open(JsonNode.Parse(manifest.Span)!.AsObject(), ns, cipher);

    // In place, values as base64.
    private static bool Open(JsonObject manifest, string ns, SecretCipher cipher)
    {
        var name = (string?)manifest["metadata"]?["name"] ?? "";
        if (manifest["data"] is not JsonObject data) return true;
        try
        {
            foreach (var (key, value) in data.ToList()) data[key] = Convert.ToBase64String(cipher.Open(new Sealed((string?)value ?? "", Sealed.ContextOf(ns, name, key))));
            return true;
        }
        catch (SecretCipherException)
        {
            return false;
        }
    }
}
