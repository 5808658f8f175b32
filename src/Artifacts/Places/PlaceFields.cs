using System.Text.Json.Nodes;

namespace Fleet.Artifacts.Places;

/// <summary>The fields of one place.</summary>
/// <param name="Kind">Name of the location field, for messages.</param>
/// <param name="Values">The fields.</param>
internal sealed record PlaceFields(string Kind, JsonObject Values)
{
    /// <summary>A text; empty: not given.</summary>
    public string Text(string field) => Values[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    /// <summary>A text that must be there.</summary>
    /// <exception cref="ArtifactRefusedException">It is not.</exception>
    public string Needed(string field) => Text(field) is { Length: > 0 } text ? text : throw new ArtifactRefusedException($"{Kind}.{field} is not given");

    /// <summary>A flag; false: not given.</summary>
    public bool Flag(string field) => Values[field] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    /// <summary>Fields of a field; null: not given.</summary>
    public PlaceFields? Below(string field) => Values[field] is JsonObject below ? new PlaceFields($"{Kind}.{field}", below) : null;
}
