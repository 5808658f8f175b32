using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>
/// Which open workflows nobody leads: what a dead process left. Told as a condition of the status, <c>Interrupted</c>; the phase stays what it was. It belongs to no version of the
/// workflow: whoever led it could not write it any more.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="withFleet">Also those of a server that does not run; a server that answers leads them, or a standby soon will.</param>
public sealed class Interruptions(IFleetStore store, bool withFleet)
{
    /// <summary>Type of the condition.</summary>
    public const string Condition = "Interrupted";

    /// <summary>The command that goes on with a workflow.</summary>
    internal static string Command(string ns, string name) => $"fleet run --continue {name}{(ns == "default" ? "" : $" -n {ns}")}";

    /// <summary>Says of a workflow that it is interrupted, if it is.</summary>
    internal async Task<JsonElement> TellAsync(JsonElement document, string scope, bool finished, CancellationToken cancellationToken) =>
        finished || (scope == LeaderScope.Fleet && !withFleet) || await store.FindLeaderAsync(scope, cancellationToken).ConfigureAwait(false) is not null
            ? document
            : Told(document, scope);

    private JsonElement Told(JsonElement document, string scope)
    {
        var workflow = JsonSerializer.SerializeToNode(document)!.AsObject();
        var metadata = workflow["metadata"]!;
        var command = Command((string?)metadata["namespace"] ?? "", (string?)metadata["name"] ?? "");
        var status = (workflow["status"] ??= new JsonObject()).AsObject();
        var conditions = (status["conditions"] ??= new JsonArray()).AsArray();
        conditions.Add((JsonNode)new JsonObject
        {
            ["type"] = Condition,
            ["status"] = "True",
            ["message"] = scope == LeaderScope.Fleet ? "its server does not run; go on with it: fleet server"
                : $"its process has ended; go on with it: {command}{(withFleet ? " (or fleet server)" : "")}",
        });
        return JsonSerializer.SerializeToElement(workflow);
    }
}
