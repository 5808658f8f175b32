using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Outbox;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>Work that no message can carry is refused before it is stored for sending: the broker would refuse it again and again.</summary>
internal static class WorkSize
{
    /// <exception cref="WorkException">It is larger than <see cref="MessageLimits.TaskBytes"/>.</exception>
    public static void Check(TaskWork work)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(work, WireJson.Default.TaskWork).Length;
        if (bytes > MessageLimits.TaskBytes)
            throw new WorkException($"The task has {bytes} bytes with all its arguments and files; at most {MessageLimits.TaskBytes} are sent. Let it fetch large values itself, or repeat them less often.");
    }
}
