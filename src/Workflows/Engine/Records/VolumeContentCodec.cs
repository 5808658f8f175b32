using System.Text.Json;

namespace Fleet.Workflows.Engine.Records;

/// <summary>Files of volumes and claims within a stored task request.</summary>
internal static class VolumeContentCodec
{
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<VolumeContent> volumes)
    {
        writer.WriteStartObject("volumes"u8);
        foreach (var volume in volumes)
        {
            writer.WriteStartArray(volume.Volume);
            foreach (var file in volume.Files)
            {
                writer.WriteStartObject();
                writer.WriteString("path"u8, file.Path);
                writer.WriteNumber("mode"u8, file.Mode);
                writer.WriteBase64String("bytes"u8, file.Content);
                if (file.Secret is { } secret)
                    SecretValueCodec.Write(writer, secret);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<TaskClaim> claims)
    {
        writer.WriteStartArray("claims"u8);
        foreach (var claim in claims)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, claim.Name);
            if (claim.Own is { } own)
                writer.WriteString("own"u8, own);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static IReadOnlyList<TaskClaim> ReadClaims(JsonElement request) => !request.TryGetProperty("claims"u8, out var claims)
        ? []
        : [.. claims.EnumerateArray().Select(claim => new TaskClaim(claim.GetProperty("name"u8).GetString()!, claim.TryGetProperty("own"u8, out var own) ? own.GetString() : null))];

    public static IReadOnlyList<VolumeContent> Read(JsonElement request) => !request.TryGetProperty("volumes"u8, out var volumes)
        ? []
        : [.. volumes.EnumerateObject().Select(volume => new VolumeContent(volume.Name, [.. volume.Value.EnumerateArray().Select(File)]))];

    private static VolumeFile File(JsonElement file) => new(file.GetProperty("path"u8).GetString()!, file.GetProperty("bytes"u8).GetBytesFromBase64(), file.GetProperty("mode"u8).GetInt32())
    {
        Secret = file.TryGetProperty("sealed"u8, out _) ? SecretValueCodec.Read(file) : null,
    };
}
