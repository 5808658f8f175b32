using System.Text.Json;

namespace Fleet.Workflows.Engine.Records;

/// <summary>Values of Secrets within a stored task request.</summary>
internal static class SecretValueCodec
{
    /// <summary>Writes the members of a value into an object that is open.</summary>
    public static void Write(Utf8JsonWriter writer, SecretValue value)
    {
        writer.WriteString("name"u8, value.Name);
        writer.WriteString("key"u8, value.Key);
        writer.WriteString("sealed"u8, value.Sealed);
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<SecretValue> values)
    {
        writer.WriteStartArray("secrets"u8);
        foreach (var value in values)
        {
            writer.WriteStartObject();
            Write(writer, value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static SecretValue Read(JsonElement value) => new(value.GetProperty("name"u8).GetString()!, value.GetProperty("key"u8).GetString()!, value.GetProperty("sealed"u8).GetString()!);

    public static IReadOnlyList<SecretValue> ReadAll(JsonElement request) => request.TryGetProperty("secrets"u8, out var secrets) ? [.. secrets.EnumerateArray().Select(Read)] : [];
}
