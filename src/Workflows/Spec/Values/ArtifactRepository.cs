using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Spec.Fields;
using Fleet.Workflows.Spec.Tree;
using Fleet.Workflows.Spec.Yaml;

namespace Fleet.Workflows.Spec;

/// <summary>Where the artifacts of a workflow go that say no place of their own: Argo's <c>artifactRepository</c>.</summary>
public sealed record ArtifactRepository
{
    /// <summary>Argo's default for <c>keyFormat</c>.</summary>
    public const string DefaultKeyFormat = "{{workflow.name}}/{{pod.name}}";

    /// <summary>The repository of a Fleet that names none: its own store.</summary>
    public static ArtifactRepository Own { get; } = new() { Kind = ArtifactLocation.Own, Location = null, KeyFormat = DefaultKeyFormat, Json = "{}" };

    /// <summary>Name of the location field: <c>s3</c>, <c>azure</c>, ...</summary>
    public required string Kind { get; init; }

    /// <summary>An artifact location of that kind without a key, compact JSON: <c>{"s3":{"bucket":...}}</c>; null: the Fleet's own store.</summary>
    public required string? Location { get; init; }

    /// <summary>What keys begin with; tags are replaced for each pod.</summary>
    public required string KeyFormat { get; init; }

    /// <summary>Logs are archived where neither template nor workflow says.</summary>
    public bool ArchiveLogs { get; init; }

    /// <summary>The repository as it was given, compact JSON.</summary>
    public required string Json { get; init; }

    /// <summary>Name of the field that says what keys begin with.</summary>
    /// <param name="kind">Name of the location field.</param>
    public static string FormatField(string kind) => kind == "azure" ? "blobNameFormat" : "keyFormat";

    /// <summary>Reads YAML or JSON, as it stands in Argo's ConfigMap.</summary>
    /// <exception cref="SpecFormatException">It is none, or of a kind that is not built.</exception>
    public static ArtifactRepository Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        MapNode? map;
        try
        {
            map = YamlSplitter.Split(text) is [var piece] ? YamlTreeReader.Read(piece) as MapNode : null;
        }
        catch (SpecSyntaxException error)
        {
            throw new SpecFormatException($"the artifact repository cannot be read: {error.Message}");
        }

        if (map is null)
            throw new SpecFormatException("the artifact repository is none: write one of s3, gcs, azure and oss with its fields");
        var findings = new Findings(0, map);
        var read = new FieldCheck(findings, ignoreUnknown: false, acceptNotBuiltYet: false, hideValues: false).Check(map, FieldTable.Find("ArtifactRepository")!);
        return findings.HasErrors
            ? throw new SpecFormatException($"the artifact repository cannot be used: {string.Join("; ", findings.Errors().Select(error => error.Message))}")
            : Read(CanonicalJson.Write(read));
    }

    /// <summary>Reads what <see cref="Json"/> was.</summary>
    /// <exception cref="SpecFormatException">It names no place.</exception>
    public static ArtifactRepository Read(string json)
    {
        var all = JsonNode.Parse(json)!.AsObject();
        if (all.Count == 0)
            return Own;
        if (ArtifactLocation.KindOf(all) is not { } kind || all[kind] is not JsonObject given)
            throw new SpecFormatException("the artifact repository names no place: write one of s3, gcs, azure and oss with its fields");
        var place = given.DeepClone().AsObject();
        var format = Take(place, FormatField(kind));
        // Argo's source ToArtifactLocation: the older keyPrefix counts where there is no format.
        var prefix = Take(place, "keyPrefix");
        return new ArtifactRepository
        {
            Kind = kind,
            Location = new JsonObject { [kind] = place }.ToJsonString(JsonText.NodeOptions),
            KeyFormat = (format ?? (prefix is null ? DefaultKeyFormat : $"{prefix}/{DefaultKeyFormat}")).Trim('/'),
            ArchiveLogs = (bool?)all["archiveLogs"] ?? false,
            Json = json,
        };
    }

    /// <summary>The place of a key, as an artifact has it.</summary>
    public JsonObject PlaceOf(string key) => new() { [ArtifactLocation.KeyField(Kind)!] = key };

    private static string? Take(JsonObject place, string field)
    {
        var text = (string?)place[field];
        place.Remove(field);
        return string.IsNullOrEmpty(text) ? null : text;
    }
}
