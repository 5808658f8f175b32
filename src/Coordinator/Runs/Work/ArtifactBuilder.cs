using System.Text;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>The artifacts of a task: what is brought in, what is stored.</summary>
internal static class ArtifactBuilder
{
    public static ArtifactInput[] Inputs(Template template) => [.. template.Inputs.Artifacts.Where(artifact => artifact.Path is not null).Select(Input)];

    public static ArtifactOutput[] Outputs(Template template) => [.. template.Outputs.Artifacts.Where(artifact => artifact.Path is not null || artifact.ArchiveLogs == true).Select(Output)];

    private static ArtifactInput Input(Artifact artifact)
    {
        var (archive, _) = Archive(artifact);
        var input = new ArtifactInput { Name = artifact.Name, Path = artifact.Path!, Archive = archive, Optional = artifact.Optional, Mode = artifact.Mode, RecurseMode = artifact.RecurseMode };
        return artifact.Location switch
        {
            null => input,
            "raw" => input with { Raw = Encoding.UTF8.GetBytes(Field(artifact, "raw", "data") ?? "") },
            _ => input with { Key = Key(artifact) },
        };
    }

    private static ArtifactOutput Output(Artifact artifact)
    {
        var (archive, level) = Archive(artifact);
        if (artifact.Path is null) return new ArtifactOutput { Name = artifact.Name, Path = "", LogOf = artifact.Name[..^"-logs".Length], Key = Key(artifact), Archive = ArtifactArchive.None, Optional = true };
        return new ArtifactOutput { Name = artifact.Name, Path = artifact.Path, Key = Key(artifact), Archive = archive, CompressionLevel = level, Optional = artifact.Optional };
    }

    private static string Key(Artifact artifact) => ArtifactLocation.KeyOf(artifact)
        ?? throw new WorkException($"Artifact '{artifact.Name}' is kept in a place of kind '{artifact.Location}' without a key; only keys of the Fleet's own artifact store are built yet (s3 with nothing but key).");

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
