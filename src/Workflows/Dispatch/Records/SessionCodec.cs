using System.Text;

namespace Fleet.Workflows.Dispatch;

/// <summary>Body of a session's columns: compact binary, beginning with a format number.</summary>
internal static class SessionCodec
{
    private const byte Format = 1;

    public static SessionColumns ToColumns(WorkerSession session)
    {
        using var buffer = new MemoryStream(128);
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        var worker = session.Worker;
        writer.Write(Format);
        writer.Write(session.Draining);
        writer.Write(session.DrainOrdered);
        writer.Write7BitEncodedInt64(session.ReservedIssue);
        writer.Write(worker.Boot.ToByteArray());
        writer.Write7BitEncodedInt(worker.Number);
        writer.Write(worker.Engine);
        writer.Write(worker.HostName);
        LabelCodec.Write(writer, worker.Labels);
        writer.Write7BitEncodedInt(worker.Slots);
        writer.Write(worker.Cpu);
        writer.Write7BitEncodedInt64(worker.Memory);
        writer.Write(worker.Runtime);
        writer.Write(worker.Version);
        writer.Flush();
        return new SessionColumns(session.Id, worker.WorkerId, (int)session.State, buffer.ToArray());
    }

    /// <summary>The worker of a stored session, for whoever does not lead.</summary>
    public static Hello WorkerOf(SessionColumns columns) => FromColumns(columns, static engine => new EngineRoom(engine)).Worker;

    public static WorkerSession FromColumns(SessionColumns columns, Func<string, EngineRoom> engineOf)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(columns.Body.ToArray(), writable: false), Encoding.UTF8);
            var format = reader.ReadByte();
            if (format != Format) throw new InvalidDataException($"format {format} is unknown to this version");
            return Read(reader, columns, engineOf);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"The row of session {columns.Session} of worker {columns.WorkerId} cannot be read: {e.Message}. Was the store written by a newer version?", e);
        }
    }

    private static WorkerSession Read(BinaryReader reader, SessionColumns columns, Func<string, EngineRoom> engineOf)
    {
        var draining = reader.ReadBoolean();
        var drainOrdered = reader.ReadBoolean();
        var reserved = reader.Read7BitEncodedInt64();
        var hello = new Hello
        {
            WorkerId = columns.WorkerId,
            Boot = new Guid(reader.ReadBytes(16)),
            Number = reader.Read7BitEncodedInt(),
            Engine = reader.ReadString(),
            HostName = reader.ReadString(),
            Labels = LabelCodec.Read(reader) ?? [],
            Slots = reader.Read7BitEncodedInt(),
            Cpu = reader.ReadDouble(),
            Memory = reader.Read7BitEncodedInt64(),
            Runtime = reader.ReadString(),
            Version = reader.ReadString(),
        };
        if (!Enum.IsDefined((SessionState)columns.State)) throw new InvalidDataException($"state {columns.State} is unknown to this version");
        return new WorkerSession(columns.Session, hello, engineOf(hello.Engine))
        {
            State = (SessionState)columns.State,
            Draining = draining,
            DrainOrdered = drainOrdered,
            LastIssue = reserved,
            ReservedIssue = reserved,
        };
    }
}
