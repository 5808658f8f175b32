using System.Text.Json;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Records;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine;

/// <summary>Task requests as bytes, as they stand in <see cref="NodeRecord.Request"/>: JSON, beginning with a format number.</summary>
public static class TaskRequestCodec
{
    private const int Format = 1;

    /// <summary>Writes a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Its bytes.</returns>
    public static byte[] Write(TaskRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(request.Template.Json.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v"u8, Format);
            writer.WriteString("node"u8, request.NodeName);
            writer.WriteString("pod"u8, request.PodName);
            if (request.CaptureResult)
                writer.WriteBoolean("capture"u8, true);
            if (request.OnExit)
                writer.WriteBoolean("onExit"u8, true);
            if (request.Deadline is { } deadline)
                writer.WriteNumber("deadline"u8, deadline.UtcTicks);
            if (request.ActiveDeadlineSeconds is { } seconds)
                writer.WriteNumber("active"u8, seconds);
            if (request.NodeSelector.Count > 0)
                WriteMap(writer, request.NodeSelector);
            if (request.Cpu != 0)
                writer.WriteNumber("cpu"u8, request.Cpu);
            if (request.Memory != 0)
                writer.WriteNumber("memory"u8, request.Memory);
            if (request.Priority != 0)
                writer.WriteNumber("priority"u8, request.Priority);
            if (request.Engine is { } engine)
                writer.WriteString("engine"u8, engine);
            if (request.AvoidEngine is { } avoid)
                writer.WriteString("avoid"u8, avoid);
            if (request.Claims.Count > 0)
                VolumeContentCodec.Write(writer, request.Claims);
            if (request.ClaimEngine is { } place)
                writer.WriteString("claimEngine"u8, place);
            if (request.Volumes.Count > 0)
                VolumeContentCodec.Write(writer, request.Volumes);
            if (request.Secrets.Count > 0)
                SecretValueCodec.Write(writer, request.Secrets);
            if (request.PodFields is { } fields)
            {
                writer.WritePropertyName("fields"u8);
                writer.WriteRawValue(fields, skipInputValidation: true);
            }

            writer.WritePropertyName("template"u8);
            writer.WriteRawValue(request.Template.Json, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a request.</summary>
    /// <param name="bytes">What <see cref="Write"/> made.</param>
    /// <returns>The request.</returns>
    /// <exception cref="InvalidDataException">The bytes are no request, or of a newer format.</exception>
    public static TaskRequest Read(ReadOnlyMemory<byte> bytes) => Read(bytes, root => new TaskRequest
    {
        Template = SpecReader.ReadTemplate(root.GetProperty("template"u8).GetRawText()),
        NodeName = root.GetProperty("node"u8).GetString()!,
        PodName = root.GetProperty("pod"u8).GetString()!,
        Claims = VolumeContentCodec.ReadClaims(root),
        ClaimEngine = root.TryGetProperty("claimEngine"u8, out var place) ? place.GetString() : null,
        Volumes = VolumeContentCodec.Read(root),
        PodFields = root.TryGetProperty("fields"u8, out var fields) ? fields.GetRawText() : null,
        CaptureResult = root.TryGetProperty("capture"u8, out _),
        OnExit = root.TryGetProperty("onExit"u8, out _),
        Deadline = root.TryGetProperty("deadline"u8, out var deadline) ? new DateTimeOffset(deadline.GetInt64(), TimeSpan.Zero) : null,
        ActiveDeadlineSeconds = root.TryGetProperty("active"u8, out var active) ? active.GetDouble() : null,
        NodeSelector = ReadMap(root),
        Cpu = root.TryGetProperty("cpu"u8, out var cpu) ? cpu.GetDouble() : 0,
        Memory = root.TryGetProperty("memory"u8, out var memory) ? memory.GetInt64() : 0,
        Priority = root.TryGetProperty("priority"u8, out var priority) ? priority.GetInt32() : 0,
        Engine = root.TryGetProperty("engine"u8, out var engine) ? engine.GetString() : null,
        Secrets = SecretValueCodec.ReadAll(root),
        AvoidEngine = root.TryGetProperty("avoid"u8, out var avoid) ? avoid.GetString() : null,
    });

    internal static T Read<T>(ReadOnlyMemory<byte> bytes, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            return root.GetProperty("v"u8).GetInt32() == Format ? read(root) : throw new InvalidDataException($"a task request has format {root.GetProperty("v"u8)}, known is {Format}");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or SpecFormatException)
        {
            throw new InvalidDataException($"a stored task request cannot be read: {e.Message}", e);
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> map)
    {
        writer.WriteStartObject("selector"u8);
        foreach (var (key, value) in map)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    private static Dictionary<string, string> ReadMap(JsonElement root)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!root.TryGetProperty("selector"u8, out var selector))
            return map;
        foreach (var property in selector.EnumerateObject())
            map[property.Name] = property.Value.GetString() ?? "";
        return map;
    }
}
