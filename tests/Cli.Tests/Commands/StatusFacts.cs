using System.Text.Json;

namespace Fleet.Cli.Tests.Commands;

/// <summary>What of a workflow's status does not depend on when and where its tasks ran, as lines.</summary>
internal static class StatusFacts
{
    private static readonly string[] OfNodes =
        ["name", "id", "displayName", "type", "templateName", "phase", "message", "progress", "boundaryID", "children", "outboundNodes", "inputs", "outputs", "nodeFlag", "memoizationStatus"];

    public static string Of(JsonElement status) => string.Join('\n', status.GetProperty("nodes").EnumerateObject()
        .Select(node => string.Join(' ', OfNodes.Select(name => $"{name}={(node.Value.TryGetProperty(name, out var value) ? JsonSerializer.Serialize(value) : "")}")))
        .Order(StringComparer.Ordinal)
        .Prepend($"{Text(status, "phase")} {Text(status, "message")} {Text(status, "progress")}"));

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
