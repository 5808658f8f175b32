using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>
/// The fields of a specification that each of its pods has of it, for who replaces their tags: by names of the workflow and of the pod (Argo's source, <c>substituteGlobalVariables</c>
/// and <c>substitutePodParams</c>).
/// </summary>
internal static class PodFields
{
    private static readonly string[] Names = ["podMetadata", "hostAliases", "nodeSelector", "imagePullSecrets", "dnsConfig", "securityContext", "podResources", "podGC"];

    /// <summary>Those that are there, JSON text; null: none of them has a tag.</summary>
    /// <param name="spec">A specification.</param>
    public static string? Tagged(JsonElement spec)
    {
        if (spec.ValueKind != JsonValueKind.Object)
            return null;
        var fields = Names.Where(name => spec.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            .Select(name => $"\"{name}\":{spec.GetProperty(name).GetRawText()}").ToList();
        return fields.Exists(field => field.Contains("{{", StringComparison.Ordinal)) ? $"{{{string.Join(',', fields)}}}" : null;
    }

    /// <summary>The specification with these fields in place of its own.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="fields">What <see cref="Tagged"/> gave, tags replaced; null: it has no tags.</param>
    public static WorkflowSpec Put(WorkflowSpec spec, string? fields)
    {
        if (fields is null)
            return spec;
        using var document = JsonDocument.Parse(fields);
        var read = ManifestReader.Spec(document.RootElement);
        return spec with
        {
            PodMetadata = read.PodMetadata,
            HostAliases = read.HostAliases,
            NodeSelector = read.NodeSelector,
            ImagePullSecrets = read.ImagePullSecrets,
            DnsConfig = read.DnsConfig,
            SecurityContext = read.SecurityContext,
            PodResources = read.PodResources,
            PodGc = read.PodGc,
            PodTags = null,
        };
    }
}
