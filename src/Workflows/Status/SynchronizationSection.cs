using System.Text.Json;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Locks;

namespace Fleet.Workflows.Status;

/// <summary><c>status.synchronization</c>: what the workflow and its nodes hold and wait for (Argo's SynchronizationStatus).</summary>
internal static class SynchronizationSection
{
    public static void Write(Utf8JsonWriter writer, WorkflowState state)
    {
        var holding = new SortedDictionary<string, (bool Mutex, List<string> Holders)>(StringComparer.Ordinal);
        var waiting = new SortedDictionary<string, (bool Mutex, List<string> Holders)>(StringComparer.Ordinal);
        Collect(state.Locks, LockFlow.HolderName(state, null), holding, waiting);
        foreach (var node in state.Nodes)
        {
            if (node.Locks is not null)
                Collect(node.Locks, LockFlow.HolderName(state, node), holding, waiting);
        }

        if (holding.Count + waiting.Count == 0)
            return;
        writer.WriteStartObject("synchronization"u8);
        foreach (var mutex in (bool[])[false, true])
        {
            if (!holding.Values.Concat(waiting.Values).Any(entry => entry.Mutex == mutex))
                continue;
            writer.WriteStartObject(mutex ? "mutex"u8 : "semaphore"u8);
            Write(writer, "holding"u8, holding, mutex);
            Write(writer, "waiting"u8, waiting, mutex);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Collect(
        LockStanding? standing, string holder, SortedDictionary<string, (bool Mutex, List<string> Holders)> holding, SortedDictionary<string, (bool Mutex, List<string> Holders)> waiting)
    {
        if (standing is { Phase: LockPhase.Held })
        {
            foreach (var name in standing.Locks)
                Entry(holding, name).Add(holder);
        }
        else if (standing is { Waiting: not null })
        {
            // Of a mutex only where somebody holds it (Argo's source LockWaiting).
            foreach (var (name, others) in standing.Holdings.Where(holding => !holding.Lock.IsMutex || holding.Holders.Count > 0))
            {
                var holders = Entry(waiting, name);
                holders.AddRange(others.Where(other => !holders.Contains(other)));
            }
        }
    }

    private static List<string> Entry(SortedDictionary<string, (bool Mutex, List<string> Holders)> entries, LockName name)
    {
        var text = name.ToString();
        if (!entries.TryGetValue(text, out var entry))
            entries[text] = entry = (name.IsMutex, []);
        return entry.Holders;
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> field, SortedDictionary<string, (bool Mutex, List<string> Holders)> entries, bool mutex)
    {
        if (!entries.Values.Any(entry => entry.Mutex == mutex))
            return;
        writer.WriteStartArray(field);
        foreach (var (name, entry) in entries.Where(entry => entry.Value.Mutex == mutex))
        {
            writer.WriteStartObject();
            writer.WriteString(mutex ? "mutex"u8 : "semaphore"u8, name);
            if (mutex)
                writer.WriteString("holder"u8, entry.Holders[0]);
            if (!mutex)
                WriteHolders(writer, entry.Holders);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteHolders(Utf8JsonWriter writer, List<string> holders)
    {
        writer.WriteStartArray("holders"u8);
        foreach (var holder in holders)
            writer.WriteStringValue(holder);
        writer.WriteEndArray();
    }
}
