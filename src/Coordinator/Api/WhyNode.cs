using System.Text.Json.Serialization;

namespace Fleet.Coordinator.Api;

/// <summary>A node, in an answer why.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DisplayName">Its display name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Message">Its message; null: none.</param>
public sealed record WhyNode(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("displayName")] string DisplayName,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("phase")] string Phase,
    [property: JsonPropertyName("message")] string? Message);
