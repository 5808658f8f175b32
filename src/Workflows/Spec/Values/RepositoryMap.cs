using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.Workflows.Spec;

/// <summary>A ConfigMap of artifact repositories, each YAML under its key.</summary>
/// <param name="Data">Its keys and values.</param>
/// <param name="DefaultKey">The key that counts for who names none; null: none does.</param>
public sealed record RepositoryMap(IReadOnlyDictionary<string, string> Data, string? DefaultKey)
{
    /// <summary>The ConfigMap of who names none.</summary>
    public const string DefaultName = "artifact-repositories";

    private const string Annotation = "workflows.argoproj.io/default-artifact-repository";

    /// <summary>Name of the ConfigMap that a workflow's repository comes from, where it is there.</summary>
    public static string NameFor(WorkflowSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Reference(spec)?.Name ?? DefaultName;
    }

    /// <summary>Reads a ConfigMap's manifest.</summary>
    public static RepositoryMap Read(ReadOnlyMemory<byte> manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        var key = document.RootElement.TryGetProperty("metadata"u8, out var metadata) && metadata.TryGetProperty("annotations"u8, out var annotations) && annotations.ValueKind == JsonValueKind.Object
            && annotations.TryGetProperty(Annotation, out var named) ? named.GetString() : null;
        return new RepositoryMap(ConfigMapData.Read(manifest), key);
    }

    /// <summary>What a workflow chooses of a ConfigMap (Argo's source <c>artifactrepositories.Resolve</c>).</summary>
    /// <param name="spec">The workflow's specification.</param>
    /// <param name="map">The ConfigMap of <see cref="NameFor"/>; null: it is not there.</param>
    /// <returns>The key and the repository under it; null: it chooses none, and has that of the Fleet.</returns>
    /// <exception cref="SpecFormatException">What it names is not there, or is none.</exception>
    public static (string Key, ArtifactRepository Repository)? Choose(WorkflowSpec spec, RepositoryMap? map)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var (reference, name) = (Reference(spec), NameFor(spec));
        if (map is null && reference is not null)
            throw new SpecFormatException($"ConfigMap '{name}' does not exist");
        if ((reference?.Key ?? map?.DefaultKey) is { } key)
        {
            return map!.Data.TryGetValue(key, out var text)
                ? (key, ArtifactRepository.Parse(text))
                : throw new SpecFormatException($"ConfigMap '{name}' does not have the key '{key}'");
        }

        return reference is null ? null
            : throw new SpecFormatException($"artifactRepositoryRef names no key, and ConfigMap '{name}' has no annotation workflows.argoproj.io/default-artifact-repository");
    }

    // spec.artifactRepositoryRef; null: there is none.
    private static (string? Name, string? Key)? Reference(WorkflowSpec spec) =>
        spec.ArtifactRepositoryRef is { } text && JsonNode.Parse(text) is JsonObject reference ? (Text(reference, "configMap"), Text(reference, "key")) : null;

    private static string? Text(JsonObject map, string field) => (string?)map[field] is { Length: > 0 } text ? text : null;
}
