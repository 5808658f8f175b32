using System.Buffers;
using System.Text;
using System.Text.Json;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs;

/// <summary>Labels of a workflow's row: its own, and those that Argo's controller keeps and Argo's clients filter by.</summary>
internal static class StatusLabels
{
    public const string Phase = "workflows.argoproj.io/phase";
    public const string Completed = "workflows.argoproj.io/completed";

    public static string Json(IReadOnlyDictionary<string, string> own, WorkflowRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (key, value) in own)
                if (key is not (Phase or Completed)) json.WriteString(key, value);
            if (record.Phase.Length > 0)
            {
                json.WriteString(Phase, record.Phase);
                json.WriteString(Completed, record.FinishedAt is null ? "false" : "true");
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
