using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;

namespace Fleet.Workflows.Engine.Records;

/// <summary>Ends a stored node of a workflow that the engine failed on: nothing can be decided for it any more, and a workflow that is over has no open node.</summary>
public static class BrokenNode
{
    private const NodeFlags Open = NodeFlags.Daemoned | NodeFlags.Unbegun | NodeFlags.Placed;

    /// <summary>The node in Error.</summary>
    /// <param name="record">The node as it was stored.</param>
    /// <param name="message">Its message.</param>
    /// <param name="now">Its end.</param>
    /// <returns>Its new record; null: it is over already, or its record cannot be read and stays as it is.</returns>
    public static NodeRecord? End(NodeRecord record, string message, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!Enum.TryParse<NodePhase>(record.Phase, out var phase) || phase.IsFulfilled())
            return null;
        try
        {
            if (JsonNode.Parse(record.Body.Span) is not JsonObject body)
                return null;
            body["m"] = message;
            body["fa"] = now.UtcTicks;
            body["f"] = (int)(((NodeFlags)((int?)body["f"] ?? 0) & ~Open) | NodeFlags.Settled);
            body.Remove("lk");
            return record with { Phase = nameof(NodePhase.Error), Body = Encoding.UTF8.GetBytes(body.ToJsonString(JsonText.NodeOptions)), Request = default };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
