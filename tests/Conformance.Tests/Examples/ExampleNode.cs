using System.Text.Json;

namespace Fleet.Conformance.Tests.Examples;

/// <summary>A node of the status, as Argo's clients see it.</summary>
/// <param name="Ordinal">Its number in the order in which nodes were made.</param>
/// <param name="Json">The whole of it.</param>
internal sealed record ExampleNode(int Ordinal, JsonElement Json)
{
    public string Id => Text("id")!;

    public string Name => Text("name")!;

    public string DisplayName => Text("displayName")!;

    public string Type => Text("type")!;

    public string Phase => Text("phase")!;

    public string? Message => Text("message");

    public string? BoundaryId => Text("boundaryID");

    public DateTimeOffset StartedAt => Json.GetProperty("startedAt").GetDateTimeOffset();

    public DateTimeOffset FinishedAt => Json.GetProperty("finishedAt").GetDateTimeOffset();

    public IReadOnlyList<string> Children => Json.TryGetProperty("children", out var children) ? [.. children.EnumerateArray().Select(child => child.GetString()!)] : [];

    /// <summary>Stands in the tree below a node, or is it.</summary>
    public bool IsUnder(ExampleNode other) => Name == other.Name || (Name.StartsWith(other.Name, StringComparison.Ordinal) && Name[other.Name.Length] is '.' or '[' or '(');

    /// <summary>An input parameter; null: it has none of that name.</summary>
    public string? Input(string name) => Parameter("inputs", name);

    /// <summary>An output parameter; null: it has none of that name.</summary>
    public string? Output(string name) => Parameter("outputs", name);

    /// <summary>Key of an output artifact.</summary>
    public string ArtifactKey(string name)
    {
        var artifact = Json.GetProperty("outputs").GetProperty("artifacts").EnumerateArray().Single(artifact => artifact.GetProperty("name").GetString() == name);
        return (artifact.TryGetProperty("azure", out var azure) ? azure.GetProperty("blob") : artifact.GetProperty("s3").GetProperty("key")).GetString()!;
    }

    /// <summary>Standard output, where it was captured.</summary>
    public string? Result => Outputs("result");

    /// <summary>Exit code of the main container; null: none ended.</summary>
    public string? ExitCode => Outputs("exitCode");

    /// <summary>A flag, <c>hooked</c> or <c>retried</c>.</summary>
    public bool Flag(string name) => Json.TryGetProperty("nodeFlag", out var flags) && flags.TryGetProperty(name, out var flag) && flag.GetBoolean();

    private string? Outputs(string name) => Json.TryGetProperty("outputs", out var outputs) && outputs.TryGetProperty(name, out var value) ? value.GetString() : null;

    private string? Parameter(string side, string name) =>
        !Json.TryGetProperty(side, out var values) || !values.TryGetProperty("parameters", out var parameters) ? null
            : parameters.EnumerateArray().Where(parameter => parameter.GetProperty("name").GetString() == name).Select(parameter => parameter.GetProperty("value").GetString()).SingleOrDefault();

    private string? Text(string name) => Json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
