using System.Text.Json;
using Fleet.Workflows.Spec;

namespace Fleet.Conformance.Tests.Validation;

/// <summary>A line of validate.jsonl: a manifest, and whether Argo takes it.</summary>
internal sealed record ValidationCase
{
    // Argo's own tests of the examples have these templates registered.
    private static readonly string[] ExampleTemplates = ["examples/workflow-template/templates.yaml", "examples/cluster-workflow-template/clustertemplates.yaml"];

    public required string Id { get; init; }

    public required string Yaml { get; init; }

    /// <summary>Manifests that are registered first.</summary>
    public required IReadOnlyList<string> Templates { get; init; }

    public required bool Lint { get; init; }

    /// <summary>What the controller of Argo's test gives every workflow.</summary>
    public WorkflowMetadata? Defaults { get; init; }

    public required bool ExpectsError { get; init; }

    public string? ErrorContains { get; init; }

    public string? ErrorExact { get; init; }

    /// <summary>Null when the shared folder is not there.</summary>
    public static IReadOnlyList<ValidationCase>? ReadAll() =>
        ConformanceFiles.Find("validate.jsonl") is { } path
            ? [.. File.ReadLines(path).Select(line => Read(JsonDocument.Parse(line).RootElement, Path.GetDirectoryName(path)!))]
            : null;

    private static ValidationCase Read(JsonElement line, string folder)
    {
        string? file = Text(line, "yaml_file");
        return new ValidationCase
        {
            Id = Text(line, "id")!,
            Yaml = file is null ? Text(line, "yaml")! : File.ReadAllText(Path.Combine(folder, "files", file)),
            Templates = [.. Strings(line, "needs_templates"), .. file is null ? [] : Registered(folder, file)],
            Lint = line.TryGetProperty("opts", out var options) && options.ValueKind == JsonValueKind.Object && options.TryGetProperty("lint", out var lint) && lint.GetBoolean(),
            Defaults = Text(line, "note")?.Contains("workflowMetadata.labels.default-label", StringComparison.Ordinal) ?? false
                ? new WorkflowMetadata { Labels = new Dictionary<string, string> { ["default-label"] = "value" } }
                : null,
            ExpectsError = Text(line, "expect") == "error",
            ErrorContains = Text(line, "error_contains"),
            ErrorExact = Text(line, "error_exact"),
        };
    }

    private static IEnumerable<string> Registered(string folder, string file) =>
        ExampleTemplates.Where(t => t != file).Select(t => Path.Combine(folder, "files", t)).Where(File.Exists).Select(File.ReadAllText);

    private static string? Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<string> Strings(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(v => v.GetString()!) : [];
}
