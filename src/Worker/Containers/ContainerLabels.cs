using System.Globalization;
using Fleet.Contracts;

namespace Fleet.Worker.Containers;

/// <summary>Labels and names that tie a container to a dispatch.</summary>
public static class ContainerLabels
{
    /// <summary>UUID of the Fleet.</summary>
    public const string Fleet = "fleet.id";

    /// <summary>Uid of the workflow.</summary>
    public const string Workflow = "fleet.workflow";

    /// <summary>Ordinal of the node.</summary>
    public const string Node = "fleet.node";

    /// <summary>Number of the dispatch.</summary>
    public const string Dispatch = "fleet.dispatch";

    /// <summary>Worker that created it.</summary>
    public const string Worker = "fleet.worker";

    /// <summary>Session of that worker.</summary>
    public const string Session = "fleet.session";

    /// <summary>Name of the container within its pod.</summary>
    public const string Container = "fleet.container";

    /// <summary>On containers of a pod of several, or with volumes: the engine's volumes that go with the pod, by commas.</summary>
    public const string Pod = "fleet.pod";

    /// <summary>On containers that may stay after their end (<c>podGC</c>): the group with which they go, and for how many seconds they stay at most after a success and after a failure.</summary>
    public const string Keep = "fleet.keep";

    /// <summary>On such containers: the workflows' own claims that their pod mounts, by commas.</summary>
    public const string Claims = "fleet.claims";

    /// <summary>On volumes of workflows' own claims: the claim's id.</summary>
    public const string Claim = "fleet.claim";

    /// <summary>Name on the engine of the volume of a workflow's own claim.</summary>
    public static string ClaimNameOf(Guid fleetId, string claim) => $"fleet-{fleetId.ToString("N")[..8]}-{claim}";

    /// <summary>Name on the engine: the same for the same dispatch, whoever creates it.</summary>
    public static string NameOf(Guid fleetId, TaskStamp stamp, string container) =>
        string.Create(CultureInfo.InvariantCulture, $"fleet-{fleetId.ToString("N")[..8]}-{stamp.Workflow:N}-{stamp.Ordinal}-{stamp.Dispatch}-{container}");

    /// <summary>The stamp in a container's labels; null: not a task of a Fleet.</summary>
    public static TaskStamp? StampOf(IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(Workflow, out var workflow) && Guid.TryParse(workflow, out var uid)
        && labels.TryGetValue(Node, out var node) && int.TryParse(node, CultureInfo.InvariantCulture, out var ordinal)
        && labels.TryGetValue(Dispatch, out var dispatch) && int.TryParse(dispatch, CultureInfo.InvariantCulture, out var number)
            ? new TaskStamp(uid, ordinal, number)
            : null;
}
