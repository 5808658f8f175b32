using System.Text;

namespace Fleet.Workflows.Locks;

/// <summary>Body of a request's row: compact binary, beginning with a format number.</summary>
internal static class LockCodec
{
    private const byte Format = 2;

    // Without the lock that it was told to wait for.
    private const byte FirstFormat = 1;

    public static LockColumns ToColumns(LockClaim claim)
    {
        using var buffer = new MemoryStream(128);
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        var request = claim.Request;
        writer.Write(Format);
        writer.Write(claim.Holds);
        writer.Write7BitEncodedInt(claim.Ticket);
        writer.Write(claim.Since.UtcTicks);
        writer.Write(request.Holder);
        writer.Write(request.Node);
        writer.Write7BitEncodedInt(request.Priority);
        writer.Write(request.CreatedAt.UtcTicks);
        writer.Write7BitEncodedInt(request.Locks.Count);
        foreach (var name in request.Locks)
        {
            writer.Write((byte)name.Kind);
            writer.Write(name.Namespace);
            writer.Write(name.Name);
            writer.Write(name.Key);
        }

        writer.Write7BitEncodedInt(claim.Told);
        writer.Flush();
        return new LockColumns(claim.Holder, buffer.ToArray());
    }

    public static LockClaim FromColumns(LockColumns columns)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(columns.Body.ToArray(), writable: false), Encoding.UTF8);
            var format = reader.ReadByte();
            if (format is not (Format or FirstFormat)) throw new InvalidDataException($"format {format} is unknown to this version");
            return Read(reader, columns.Holder, format);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"The locks of {columns.Holder} cannot be read: {e.Message}. Was the store written by a newer version?", e);
        }
    }

    private static LockClaim Read(BinaryReader reader, LockHolder holder, byte format)
    {
        var holds = reader.ReadBoolean();
        var ticket = reader.Read7BitEncodedInt();
        var since = Moment(reader);
        var request = new LockRequest
        {
            Holder = reader.ReadString(),
            Node = reader.ReadString(),
            Priority = reader.Read7BitEncodedInt(),
            CreatedAt = Moment(reader),
            Locks = [.. Enumerable.Range(0, reader.Read7BitEncodedInt()).Select(_ => Name(reader))],
        };
        return new LockClaim(holder, request) { Holds = holds, Ticket = ticket, Since = since, HasRow = true, Told = format == FirstFormat ? LockClaim.NotTold : reader.Read7BitEncodedInt() };
    }

    private static DateTimeOffset Moment(BinaryReader reader) => new(reader.ReadInt64(), TimeSpan.Zero);

    private static LockName Name(BinaryReader reader)
    {
        var kind = (LockKind)reader.ReadByte();
        return Enum.IsDefined(kind)
            ? new LockName(kind, reader.ReadString(), reader.ReadString(), reader.ReadString())
            : throw new InvalidDataException($"lock kind {kind} is unknown to this version");
    }
}
