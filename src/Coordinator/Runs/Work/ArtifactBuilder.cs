using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Contracts;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>The artifacts of a task: what is brought in, what is stored.</summary>
internal sealed class ArtifactBuilder(WorkScope scope, WorkSecrets secrets)
{
    public ArtifactInput[] Inputs(Template template) => [.. template.Inputs.Artifacts.Where(artifact => artifact.Path is not null).Select(Input)];

    public ArtifactOutput[] Outputs(Template template, string pod)
    {
        ArtifactOutput[] outputs = [.. template.Outputs.Artifacts.Where(artifact => artifact.Path is not null || artifact.ArchiveLogs == true).Select(artifact => Output(artifact, pod))];
        // Not where another output of the task lies below the same key, or it below that one's.
        return [.. outputs.Select(output => output with { IsAlone = output.IsAlone && outputs.All(other => ReferenceEquals(other, output) || !(IsWithin(other.Key, output.Key) || IsWithin(output.Key, other.Key))) })];
    }

    /// <summary>The keys that a data template is about.</summary>
    public ListArtifactsWork Listing(DataTemplate data)
    {
        var (location, key) = data.Source();
        location ??= scope.Repository.Location;
        return new ListArtifactsWork { Place = location is null ? null : PlaceOf(location), Prefix = key.Length == 0 ? "" : key.TrimEnd('/') + "/" };
    }

    /// <summary>The artifact that a resource template takes its manifest from.</summary>
    public ReadArtifactWork Reading(Template template, string artifact) => new() { Artifact = Input(template.Inputs.FindArtifact(artifact) ?? throw new WorkException($"artifact {artifact} in `manifestFrom` refer to a non-exist artifact")) };

    private ArtifactInput Input(Artifact artifact)
    {
        var (archive, _) = Archive(artifact);
        var input = new ArtifactInput { Name = artifact.Name, Path = PathOf(artifact), Archive = archive, Optional = artifact.Optional, Mode = artifact.Mode, RecurseMode = artifact.RecurseMode };
        return artifact.Location switch
        {
            null => input,
            "raw" => Raw(input, Field(artifact, "raw", "data") ?? ""),
            _ when IsNowhere(artifact) => artifact.Optional ? input : throw new WorkException($"required artifact {artifact.Name} not supplied"),
            _ => Placed(input, Place(artifact)),
        };
    }

    private ArtifactInput Raw(ArtifactInput input, string text)
    {
        var (bytes, parts) = new WorkTexts(scope).Content(text);
        return input with { Raw = parts is null ? bytes : null, RawParts = parts };
    }

    private static string PathOf(Artifact artifact) => artifact.Path is { Length: > 0 } path ? ArtifactPaths.Clean(path) : "";

    // An empty URL and the like (Argo's source: HasLocationOrKey).
    private static bool IsNowhere(Artifact artifact) => JsonNode.Parse(artifact.Json)!.AsObject() is var json && ArtifactLocation.KeyOf(json) is null && ArtifactLocation.Split(json) is null;

    private static ArtifactInput Placed(ArtifactInput input, (ArtifactPlace? Place, string? Key) at) => input with { Place = at.Place, Key = at.Key };

    private ArtifactOutput Output(Artifact artifact, string pod)
    {
        var (archive, level) = Archive(artifact);
        var (place, key) = Place(artifact);
        var output = new ArtifactOutput { Name = artifact.Name, Path = PathOf(artifact), Place = place, Key = key?.TrimEnd('/') ?? "" };
        return artifact.Path is null
            ? output with { LogOf = artifact.Name[..^"-logs".Length], Archive = ArtifactArchive.None, Optional = true }
            : output with { Archive = archive, CompressionLevel = level, Optional = artifact.Optional, IsAlone = ArtifactLocation.NamesPod(output.Key, scope.Name, pod) };
    }

    private static bool IsWithin(string key, string folder) => key == folder || key.StartsWith(folder + "/", StringComparison.Ordinal);

    // A key alone counts in the workflow's repository.
    private (ArtifactPlace? Place, string? Key) Place(Artifact artifact)
    {
        var json = JsonNode.Parse(artifact.Json)!.AsObject();
        if (ArtifactLocation.KeyOf(json) is { } key)
            return (scope.Repository.Location is { } repository ? PlaceOf(repository) : null, key);
        return ArtifactLocation.Split(json) is var (location, inPlace)
            ? (PlaceOf(location), inPlace)
            : throw new WorkException($"Artifact '{artifact.Name}' has a place of kind '{artifact.Location}' that does not say where it is: give it a key, or all of its fields.");
    }

    private ArtifactPlace PlaceOf(string location) => new(location)
    {
        Secrets =
        [
            .. SecretSelectors.Of(location).DistinctBy(selector => (selector.Name, selector.Key)).Where(selector => !selector.Optional || secrets.Find(selector.Name, selector.Key) is not null)
                .Select(selector => secrets.Named($"{selector.Name}/{selector.Key}", selector, $"An artifact's place")),
        ],
    };

    private static (ArtifactArchive Archive, int? Level) Archive(Artifact artifact)
    {
        if (artifact.Archive is not { } text) return (ArtifactArchive.Default, null);
        using var json = JsonDocument.Parse(text);
        if (json.RootElement.TryGetProperty("none", out var none) && none.ValueKind == JsonValueKind.Object) return (ArtifactArchive.None, null);
        if (json.RootElement.TryGetProperty("zip", out var zip) && zip.ValueKind == JsonValueKind.Object) return (ArtifactArchive.Zip, null);
        return json.RootElement.TryGetProperty("tar", out var tar) && tar.ValueKind == JsonValueKind.Object
            ? (ArtifactArchive.Tar, tar.TryGetProperty("compressionLevel", out var level) && level.ValueKind == JsonValueKind.Number ? level.GetInt32() : null)
            : (ArtifactArchive.Default, null);
    }

    private static string? Field(Artifact artifact, string place, string field)
    {
        using var json = JsonDocument.Parse(artifact.Json);
        return json.RootElement.GetProperty(place).TryGetProperty(field, out var value) ? value.GetString() : null;
    }
}
