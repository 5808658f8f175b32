using System.Text.Json;

namespace Fleet.Cli.Rendering;

/// <summary>What the CLI shows of a node of the status object.</summary>
internal sealed record NodeView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    public required string Type { get; init; }

    public required string Phase { get; init; }

    public string BoundaryId { get; init; } = "";

    public string Template { get; init; } = "";

    public string TemplateName { get; init; } = "";

    public string Message { get; init; } = "";

    public string HostNodeName { get; init; } = "";

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public IReadOnlyList<string> Children { get; init; } = [];

    public JsonElement Json { get; init; }

    public bool IsPod => Type is "Pod";

    public static NodeView Read(JsonElement node) => new()
    {
        Json = node,
        Id = node.Text("id"),
        Name = node.Text("name"),
        DisplayName = node.Text("displayName"),
        Type = node.Text("type"),
        Phase = node.Text("phase"),
        BoundaryId = node.Text("boundaryID"),
        TemplateName = node.Text("templateName"),
        Template = node.TryGetProperty("templateRef", out var reference) && reference.ValueKind == JsonValueKind.Object
            ? reference.Text("name") + "/" + reference.Text("template")
            : node.Text("templateName"),
        Message = node.Text("message"),
        HostNodeName = node.Text("hostNodeName"),
        StartedAt = node.Time("startedAt"),
        FinishedAt = node.Time("finishedAt"),
        Children = node.TryGetProperty("children", out var children) && children.ValueKind == JsonValueKind.Array
            ? [.. children.EnumerateArray().Select(child => child.GetString()!)]
            : [],
    };
}
