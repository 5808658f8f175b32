using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fleet.Contracts;

/// <summary>A CloudEvents 1.0 event in structured JSON mode (https://cloudevents.io).</summary>
public sealed record CloudEvent
{
    /// <summary>Always <c>1.0</c>.</summary>
    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = "1.0";

    /// <summary>Unique per source: <c>uid/sequence</c>.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary><c>/fleet/NAMESPACE/NAME</c>.</summary>
    [JsonPropertyName("source")]
    public required string Source { get; init; }

    /// <summary>One of <see cref="EventTypes"/>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>Name of the workflow or node.</summary>
    [JsonPropertyName("subject")]
    public string? Subject { get; init; }

    /// <summary>When it happened.</summary>
    [JsonPropertyName("time")]
    public required DateTimeOffset Time { get; init; }

    /// <summary>Always <c>application/json</c>.</summary>
    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; init; } = "application/json";

    /// <summary>Rises by one with each event of a workflow (CloudEvents extension <c>sequence</c>).</summary>
    [JsonPropertyName("sequence")]
    public required long Sequence { get; init; }

    /// <summary>The facts: namespace, name, uid, phase, message, labels, times; for nodes also node name, id and exit code.</summary>
    [JsonPropertyName("data")]
    public required JsonElement Data { get; init; }
}
