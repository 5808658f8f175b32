using System.Text.Json;

namespace Fleet.Workflows.Tests.Engine.Harness;

/// <summary>The Workflow object as a client reads it.</summary>
internal sealed class WorkflowView
{
    public WorkflowView(byte[] json)
    {
        Json = System.Text.Encoding.UTF8.GetString(json);
        using var document = JsonDocument.Parse(json);
        Root = document.RootElement.Clone();
        var status = Root.GetProperty("status");
        Phase = Text(status, "phase") ?? "";
        Message = Text(status, "message");
        Progress = Text(status, "progress") ?? "";
        Nodes = status.TryGetProperty("nodes", out var nodes) ? [.. nodes.EnumerateObject().Select(n => new NodeView(n.Value))] : [];
    }

    public string Json { get; }

    public JsonElement Root { get; }

    public string Phase { get; }

    public string? Message { get; }

    public string Progress { get; }

    public IReadOnlyList<NodeView> Nodes { get; }

    public NodeView this[string name] => Find(name) ?? throw new KeyNotFoundException($"no node {name} among {string.Join(", ", Nodes.Select(n => n.Name))}");

    public NodeView? Find(string name) => Nodes.FirstOrDefault(n => n.Name == name) ?? Nodes.FirstOrDefault(n => n.DisplayName == name);

    public string? GlobalOutput(string name) => Root.GetProperty("status").TryGetProperty("outputs", out var outputs)
        ? outputs.GetProperty("parameters").EnumerateArray().Where(p => p.GetProperty("name").GetString() == name).Select(p => p.GetProperty("value").GetString()).FirstOrDefault()
        : null;

    internal static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>A node as a client reads it.</summary>
internal sealed class NodeView(JsonElement json)
{
    public string Id => Text("id")!;

    public string Name => Text("name")!;

    public string DisplayName => Text("displayName")!;

    public string Type => Text("type")!;

    public string Phase => Text("phase")!;

    public string? Message => Text("message");

    public string? Boundary => Text("boundaryID");

    public string? Progress => Text("progress");

    public string? Result => json.TryGetProperty("outputs", out var outputs) ? WorkflowView.Text(outputs, "result") : null;

    public IReadOnlyList<string> Children => Ids("children");

    public IReadOnlyList<string> Outbound => Ids("outboundNodes");

    public string? Input(string name) => Parameter("inputs", name);

    public string? Output(string name) => Parameter("outputs", name);

    /// <summary>An artifact as JSON; null: none of that name.</summary>
    public string? Artifact(string side, string name) => json.TryGetProperty(side, out var values) && values.TryGetProperty("artifacts", out var artifacts)
        ? artifacts.EnumerateArray().Where(artifact => artifact.GetProperty("name").GetString() == name).Select(artifact => artifact.GetRawText()).SingleOrDefault()
        : null;

    public bool Flag(string name) => json.TryGetProperty("nodeFlag", out var flags) && flags.TryGetProperty(name, out _);

    public string? Text(string name) => WorkflowView.Text(json, name);

    /// <summary>A field as its JSON text; null: it is not there.</summary>
    public string? Raw(string name) => json.TryGetProperty(name, out var value) ? value.GetRawText() : null;

    private string[] Ids(string name) => json.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(e => e.GetString()!)] : [];

    private string? Parameter(string section, string name) =>
        json.TryGetProperty(section, out var values) && values.TryGetProperty("parameters", out var list)
            ? list.EnumerateArray().Where(p => p.GetProperty("name").GetString() == name).Select(p => WorkflowView.Text(p, "value")).FirstOrDefault()
            : null;
}
