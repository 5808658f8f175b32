using System.Text.Json;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Locks;

namespace Fleet.Workflows.Engine.Records;

/// <summary>Locks and memoization in the body of a record.</summary>
internal static class StandingCodec
{
    public static void Write(Utf8JsonWriter writer, LockStanding? standing)
    {
        if (standing is null)
            return;
        writer.WriteStartObject("lk"u8);
        writer.WriteNumber("p"u8, (byte)standing.Phase);
        writer.WriteNumber("t"u8, standing.Ticket);
        writer.WriteStartArray("l"u8);
        foreach (var name in standing.Locks)
            Write(writer, name);
        writer.WriteEndArray();
        if (standing.Waiting is { } waiting)
        {
            writer.WritePropertyName("w"u8);
            Write(writer, waiting);
            writer.WriteStartArray("h"u8);
            foreach (var holding in standing.Holdings)
                Write(writer, holding);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, MemoStanding? standing)
    {
        if (standing is null)
            return;
        writer.WriteStartObject("mm"u8);
        writer.WriteString("c"u8, standing.Cache);
        writer.WriteString("k"u8, standing.Key);
        if (standing.MaxAge.Length > 0)
            writer.WriteString("a"u8, standing.MaxAge);
        if (standing.Hit is { } hit)
            writer.WriteBoolean("h"u8, hit);
        writer.WriteEndObject();
    }

    public static LockStanding? ReadLocks(JsonElement body)
    {
        if (!body.TryGetProperty("lk"u8, out var locks))
            return null;
        var waits = locks.TryGetProperty("w"u8, out var waiting);
        return new LockStanding([.. locks.GetProperty("l"u8).EnumerateArray().Select(ReadName)])
        {
            Phase = (LockPhase)locks.GetProperty("p"u8).GetByte(),
            Ticket = locks.GetProperty("t"u8).GetInt32(),
            Waiting = waits ? ReadName(waiting) : null,
            Holdings = waits ? [.. locks.GetProperty("h"u8).EnumerateArray().Select(ReadHolding)] : [],
        };
    }

    public static MemoStanding? ReadMemo(JsonElement body)
    {
        if (!body.TryGetProperty("mm"u8, out var memo))
            return null;
        var maxAge = memo.TryGetProperty("a"u8, out var age) ? age.GetString()! : "";
        return new MemoStanding(memo.GetProperty("c"u8).GetString()!, memo.GetProperty("k"u8).GetString()!, maxAge)
        {
            Hit = memo.TryGetProperty("h"u8, out var hit) ? hit.GetBoolean() : null,
        };
    }

    private static void Write(Utf8JsonWriter writer, LockHolding holding)
    {
        writer.WriteStartArray();
        Write(writer, holding.Lock);
        foreach (var holder in holding.Holders)
            writer.WriteStringValue(holder);
        writer.WriteEndArray();
    }

    private static LockHolding ReadHolding(JsonElement holding) => new(ReadName(holding[0]), [.. holding.EnumerateArray().Skip(1).Select(holder => holder.GetString()!)]);

    private static void Write(Utf8JsonWriter writer, LockName name)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue((byte)name.Kind);
        writer.WriteStringValue(name.Namespace);
        writer.WriteStringValue(name.Name);
        writer.WriteStringValue(name.Key);
        writer.WriteEndArray();
    }

    private static LockName ReadName(JsonElement name) =>
        new((LockKind)name[0].GetByte(), name[1].GetString()!, name[2].GetString()!, name[3].GetString()!);
}
