using System.Text.Json;

namespace Fleet.Workflows.Engine.Records;

/// <summary>What a stored task request says besides its template and its texts. Read from the bytes as they are stored, large texts named and not put back, and quicker than all of it.</summary>
/// <param name="Engine">The engine that it must run on; null: any.</param>
/// <param name="Claims">The volume claims that it mounts.</param>
/// <param name="ActiveDeadlineSeconds">How long it may run, in seconds; null: without limit.</param>
internal sealed record TaskRequestFacts(string? Engine, IReadOnlyList<TaskClaim> Claims, double? ActiveDeadlineSeconds)
{
    /// <summary>Reads them.</summary>
    /// <param name="request">What <see cref="TaskRequestCodec.Write"/> made, with or without its large texts.</param>
    /// <exception cref="InvalidDataException">The bytes are no request, or of a newer format.</exception>
    public static TaskRequestFacts Of(ReadOnlyMemory<byte> request) => TaskRequestCodec.Read(request, root => new TaskRequestFacts(
        root.TryGetProperty("engine"u8, out var engine) ? engine.GetString() : null,
        VolumeContentCodec.ReadClaims(root),
        root.TryGetProperty("active"u8, out var active) ? active.GetDouble() : null));
}
