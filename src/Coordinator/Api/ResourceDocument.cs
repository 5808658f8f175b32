using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>Objects beside workflows as clients get them: the manifest and the server's metadata; of a Secret the lengths of its values.</summary>
internal static class ResourceDocument
{
    public static JsonElement Of(ResourceRow row)
    {
        var manifest = JsonNode.Parse(row.Manifest.Span)!.AsObject();
        var metadata = manifest["metadata"]!.AsObject();
        metadata["uid"] = row.Uid.ToString("D");
        metadata["resourceVersion"] = row.Version.ToString(CultureInfo.InvariantCulture);
        metadata["generation"] = row.Generation;
        metadata["creationTimestamp"] = Times.Format(row.CreatedAt);
        if (row.Key.Kind == ResourceKinds.Secret) SecretManifest.Hide(manifest);
        return JsonSerializer.SerializeToElement(manifest);
    }
}
