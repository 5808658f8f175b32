using System.Text;

namespace Fleet.Workflows.Dispatch;

/// <summary>Body of a task's columns: compact binary, beginning with a format number.</summary>
internal static class TaskCodec
{
    private const byte Format = 1;
    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    [Flags]
    private enum Flags : byte
    {
        None = 0,
        Adopted = 1,
        EngineLost = 2,
        Began = 4,
        DaemonReady = 8,
        Stop = 16,
        Artifacts = 32,
        Claims = 64,
        SecretKeys = 128,
    }

    public static DispatchColumns ToColumns(LiveTask task)
    {
        using var buffer = new MemoryStream(64);
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        writer.Write(Format);
        writer.Write((byte)FlagsOf(task));
        writer.Write7BitEncodedInt64(task.Arrival);
        writer.Write7BitEncodedInt64(task.Session?.Id ?? 0);
        writer.Write7BitEncodedInt64(task.Issue);
        writer.Write(task.Engine ?? "");
        writer.Write(task.AvoidEngine ?? "");
        if (task.StopReason is { } reason) writer.Write(reason);
        writer.Write7BitEncodedInt(task.Needs.Priority);
        writer.Write(task.Needs.Cpu);
        writer.Write7BitEncodedInt64(task.Needs.Memory);
        writer.Write(task.Needs.Engine ?? "");
        LabelCodec.Write(writer, task.Needs.NodeSelector);
        writer.Write7BitEncodedInt(task.Losses.Count);
        foreach (var loss in task.Losses) writer.Write(loss);
        if (task.Needs.Claims.Count > 0) Write(writer, task.Needs.Claims);
        if (task.Needs.SecretKeys.Count > 0) Write(writer, task.Needs.SecretKeys);

        writer.Flush();
        return new DispatchColumns(task.Dispatch, (int)task.State, buffer.ToArray());
    }

    /// <summary>Reads columns. The session is given by number: whether it is there is the caller's to find out.</summary>
    public static (LiveTask Task, long Session) FromColumns(TaskKey key, DispatchColumns columns)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(columns.Body.ToArray(), writable: false), Encoding.UTF8);
            var format = reader.ReadByte();
            if (format != Format) throw new InvalidDataException($"format {format} is unknown to this version");
            return Read(reader, key, columns);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"The dispatch columns of task {key} cannot be read: {e.Message}. Was the store written by a newer version?", e);
        }
    }

    private static (LiveTask Task, long Session) Read(BinaryReader reader, TaskKey key, DispatchColumns columns)
    {
        var flags = (Flags)reader.ReadByte();
        var arrival = reader.Read7BitEncodedInt64();
        var session = reader.Read7BitEncodedInt64();
        var issue = reader.Read7BitEncodedInt64();
        var engine = NullIfEmpty(reader.ReadString());
        var avoid = NullIfEmpty(reader.ReadString());
        var stop = flags.HasFlag(Flags.Stop) ? reader.ReadString() : null;
        var needs = new TaskNeeds
        {
            Priority = reader.Read7BitEncodedInt(),
            Cpu = reader.ReadDouble(),
            Memory = reader.Read7BitEncodedInt64(),
            Engine = NullIfEmpty(reader.ReadString()),
            NodeSelector = LabelCodec.Read(reader) ?? NoLabels,
            Artifacts = flags.HasFlag(Flags.Artifacts),
        };
        var losses = new List<string>();
        for (var n = reader.Read7BitEncodedInt(); n > 0; n--) losses.Add(reader.ReadString());
        if (flags.HasFlag(Flags.Claims)) needs = needs with { Claims = Names(reader) };
        if (flags.HasFlag(Flags.SecretKeys)) needs = needs with { SecretKeys = Names(reader) };

        if (!Enum.IsDefined((LiveTaskState)columns.State)) throw new InvalidDataException($"state {columns.State} is unknown to this version");
        return (new LiveTask(key, needs, arrival)
        {
            State = (LiveTaskState)columns.State,
            Dispatch = columns.Dispatch,
            Engine = engine,
            AvoidEngine = avoid,
            Issue = issue,
            Adopted = flags.HasFlag(Flags.Adopted),
            EngineLost = flags.HasFlag(Flags.EngineLost),
            Began = flags.HasFlag(Flags.Began),
            DaemonReady = flags.HasFlag(Flags.DaemonReady),
            StopReason = stop,
            Losses = losses,
        }, session);
    }

    private static Flags FlagsOf(LiveTask task) =>
        (task.Adopted ? Flags.Adopted : 0) | (task.EngineLost ? Flags.EngineLost : 0) | (task.Began ? Flags.Began : 0)
        | (task.DaemonReady ? Flags.DaemonReady : 0) | (task.StopReason is null ? 0 : Flags.Stop) | (task.Needs.Artifacts ? Flags.Artifacts : 0) | (task.Needs.Claims.Count > 0 ? Flags.Claims : 0)
        | (task.Needs.SecretKeys.Count > 0 ? Flags.SecretKeys : 0);

    private static void Write(BinaryWriter writer, IReadOnlyList<string> names)
    {
        writer.Write7BitEncodedInt(names.Count);
        foreach (var name in names) writer.Write(name);
    }

    private static string[] Names(BinaryReader reader)
    {
        var names = new string[reader.Read7BitEncodedInt()];
        for (var n = 0; n < names.Length; n++) names[n] = reader.ReadString();
        return names;
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
