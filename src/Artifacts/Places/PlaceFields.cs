using System.Text.Json.Nodes;

namespace Fleet.Artifacts.Places;

/// <summary>The fields of one place.</summary>
/// <param name="Kind">Name of the location field, for messages.</param>
/// <param name="Values">The fields.</param>
internal sealed record PlaceFields(string Kind, JsonObject Values)
{
    /// <summary>Gives the value of a Secret's key, by name and key; null: it is not there.</summary>
    public Func<string, string, string?> Secrets { get; init; } = (_, _) => null;

    /// <summary>A text; empty: not given.</summary>
    public string Text(string field) => Values[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    /// <summary>A text that must be there.</summary>
    /// <exception cref="ArtifactRefusedException">It is not.</exception>
    public string Needed(string field) => Text(field) is { Length: > 0 } text ? text : throw new ArtifactRefusedException($"{Kind}.{field} is not given");

    /// <summary>A flag; false: not given.</summary>
    public bool Flag(string field) => Values[field] is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    /// <summary>A whole number; null: not given.</summary>
    public int? Number(string field) => Values[field] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    /// <summary>A list of texts; empty: not given.</summary>
    public IEnumerable<string> Texts(string field) => (Values[field] as JsonArray ?? []).OfType<JsonValue>().Select(value => value.TryGetValue<string>(out var text) ? text : value.ToJsonString());

    /// <summary>The value of the Secret's key that a field names; null: the field is not given, or the Secret may be missing and is.</summary>
    /// <exception cref="ArtifactRefusedException">It is not there.</exception>
    public string? Secret(string field)
    {
        if (Below(field) is not { } selector || selector.Text("name") is not { Length: > 0 } name)
            return null;
        var key = selector.Text("key");
        return Secrets(name, key) ?? (selector.Flag("optional") ? null : throw new ArtifactRefusedException($"{Kind}.{field}: the key '{key}' of the Secret '{name}' cannot be read here"));
    }

    /// <summary>Fields of a field; null: not given.</summary>
    public PlaceFields? Below(string field) => Values[field] is JsonObject below ? new PlaceFields($"{Kind}.{field}", below) { Secrets = Secrets } : null;
}
