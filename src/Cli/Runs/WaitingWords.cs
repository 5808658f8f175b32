using System.Text.Json;
using Fleet.Client;
using Fleet.Coordinator.Api;
using Fleet.Workflows.Engine;

namespace Fleet.Cli.Runs;

/// <summary>Says why a workflow stands still, while it is followed: once for each thing that waits, when nothing runs but daemons, and it has waited from one look to the next.</summary>
internal sealed class WaitingWords(string workflow)
{
    private const int Most = 10;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> told = new(StringComparer.Ordinal);
    private HashSet<string> before = new(StringComparer.Ordinal);

    /// <summary>Looks until it is cancelled.</summary>
    /// <param name="api">Answers why.</param>
    /// <param name="namespace">The workflow's namespace.</param>
    /// <param name="time">The clock.</param>
    /// <param name="say">Takes a line for the user.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task FollowAsync(IFleetApi api, string @namespace, TimeProvider time, Action<string> say, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(LookEvery, time);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var reply = await api.WhyAsync(@namespace, workflow, null, cancellationToken);
                foreach (var line in Lines(reply.Deserialize<WhyReply>()!))
                    say(line);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or FleetApiException)
        {
            // The end of the workflow, or of the server; who follows it is told of that otherwise.
        }
    }

    /// <summary>What is to be said after a look.</summary>
    public IEnumerable<string> Lines(WhyReply reply)
    {
        // What waits for other nodes of it is not why it stands still; and daemons that are ready are no progress.
        var waiting = reply.Running == reply.Daemons && reply.Told.Count == 0 ? reply.Waiting.Where(one => one.Kind != nameof(WaitingKind.Dependency)).Select(one => $"{one.Node} waits: {one.Reason}").ToHashSet(StringComparer.Ordinal) : [];
        var lasting = waiting.Where(line => before.Contains(line) && told.Add(line)).ToList();
        before = waiting;
        return lasting.Count <= Most ? lasting : [.. lasting.Take(Most), $"and {lasting.Count - Most} more that wait; `fleet why {workflow}` lists them"];
    }
}
