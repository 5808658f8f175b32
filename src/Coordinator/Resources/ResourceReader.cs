using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Contracts;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Resources;

/// <summary>Reads and validates manifests of objects beside workflows, as JSON objects. All errors at once. What comes out of a Secret is sealed.</summary>
internal static class ResourceReader
{
    // What the store's columns say, or nobody's business but the server's.
    private static readonly string[] Given = ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink"];

    /// <summary>Reads a manifest.</summary>
    /// <param name="kind">The kind it has to be of; it may leave its own out.</param>
    /// <param name="ns">Namespace; empty: the manifest's, else the default one.</param>
    /// <param name="manifest">The JSON object.</param>
    /// <param name="options">How: what is unknown, and where templates are found.</param>
    /// <param name="cipher">Seals Secrets.</param>
    public static ResourceDraft Read(string kind, string ns, JsonElement manifest, LoadOptions options, SecretCipher cipher)
    {
        if (manifest.ValueKind != JsonValueKind.Object) return Refused(kind, "the manifest must be a JSON object");
        var node = JsonObject.Create(manifest)!;
        node["kind"] ??= kind;
        if (node["kind"] is not JsonValue given || given.GetValueKind() != JsonValueKind.String || given.GetValue<string>() != kind) return Refused(kind, $"kind must be {kind}");
        var metadata = node["metadata"] as JsonObject;
        if (metadata is not null && kind != ResourceKinds.ClusterWorkflowTemplate && ns.Length > 0) metadata["namespace"] = ns;
        var loaded = WorkflowLoader.Load(node.ToJsonString(), options with { NameRequired = true });
        var errors = loaded.Errors.Select(error => new SubmitError(error.Message, error.Path.Length == 0 ? null : error.Path)).ToList();
        var version = Version(metadata, errors);
        if (errors.Count > 0 || loaded.Documents is not [{ Json.Length: > 0 } document])
            return new ResourceDraft { Key = new ResourceKey(kind, ns, ""), Manifest = default, Errors = errors.Count > 0 ? errors : [new SubmitError("there is no manifest in it")] };
        try
        {
            return Stored(kind, JsonNode.Parse(document.Json)!.AsObject(), version, cipher);
        }
        catch (SecretCipherException refused)
        {
            return Refused(kind, refused.Message);
        }
    }

    private static ResourceDraft Stored(string kind, JsonObject manifest, long? version, SecretCipher cipher)
    {
        var metadata = manifest["metadata"]!.AsObject();
        foreach (var field in Given) metadata.Remove(field);
        if (string.IsNullOrEmpty((string?)metadata["name"]))
            metadata["name"] = GeneratedName.Complete((string)metadata["generateName"]!, RandomNumberGenerator.GetBytes(GeneratedName.RandomLength));
        if (kind == ResourceKinds.ClusterWorkflowTemplate) metadata.Remove("namespace");
        else if (string.IsNullOrEmpty((string?)metadata["namespace"])) metadata["namespace"] = ResourceKinds.DefaultNamespace;
        if (kind == ResourceKinds.Secret) SecretManifest.Seal(manifest, (string)metadata["namespace"]!, cipher);
        return new ResourceDraft
        {
            Key = new ResourceKey(kind, (string?)metadata["namespace"] ?? "", (string)metadata["name"]!),
            Manifest = Encoding.UTF8.GetBytes(manifest.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })),
            Version = version,
            Errors = [],
        };
    }

    private static long? Version(JsonObject? metadata, List<SubmitError> errors)
    {
        if (metadata?["resourceVersion"] is not JsonValue value || value.GetValueKind() != JsonValueKind.String || value.GetValue<string>() is not { Length: > 0 } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)) return version;
        errors.Add(new SubmitError($"resourceVersion '{text}' is none that this server gives", "metadata.resourceVersion"));
        return null;
    }

    private static ResourceDraft Refused(string kind, string message) => new() { Key = new ResourceKey(kind, "", ""), Manifest = default, Errors = [new SubmitError(message)] };
}
