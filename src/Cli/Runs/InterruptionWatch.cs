using Fleet.Cli.Rendering;
using Fleet.Client;
using Fleet.Contracts;

namespace Fleet.Cli.Runs;

/// <summary>Looks from time to time whether somebody still runs a workflow that a command waits for: what a dead process left changes no more, so that no watch would tell.</summary>
internal static class InterruptionWatch
{
    // Twice seen: a leader that goes and the one that comes have so much time.
    private static readonly TimeSpan Every = ProtocolTimes.LeaderLease;

    /// <summary>Ends when nobody has run the workflow for a while, with the sentence for the user; otherwise with the token.</summary>
    public static async Task<string> WhenInterruptedAsync(IFleetApi api, string @namespace, string name, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var seen = false; ; await Task.Delay(Every, time, cancellationToken))
        {
            var workflow = await LookAsync(api, @namespace, name, cancellationToken);
            if (workflow?.Interrupted is { } reason && seen)
                return $"{workflow.Name} is interrupted: {reason}";
            seen = workflow?.Interrupted is not null;
        }
    }

    // What goes wrong here is for the command itself to say, whose own watch has the same errors.
    private static async Task<WorkflowView?> LookAsync(IFleetApi api, string @namespace, string name, CancellationToken cancellationToken)
    {
        try
        {
            if (name == "@latest")
                return WorkflowView.Read(await api.GetAsync(@namespace, name, cancellationToken));
            var request = new ListRequest { FieldSelector = "metadata.name=" + name, Fields = "items.metadata,items.status.phase,items.status.finishedAt,items.status.conditions" };
            return (await api.ListAsync(@namespace, request, cancellationToken)).Items.Select(WorkflowView.Read).FirstOrDefault();
        }
        catch (FleetApiException)
        {
            return null;
        }
    }
}
