using Fleet.Cli.Output;
using Fleet.Cli.Rendering;
using Fleet.Client;

namespace Fleet.Cli.Runs;

/// <summary>What <c>fleet run</c> shows while a workflow runs: each step's output with the step's name before it, or only the last lines of failed steps.</summary>
internal sealed class RunView(CliEnvironment environment, TextWriter writer, bool quiet)
{
    private const int FailedLines = 20;

    private readonly Lock gate = new();
    private readonly Dictionary<string, NodeView> pods = new(StringComparer.Ordinal);
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>Shows everything until the workflow has ended and its logs are complete.</summary>
    public async Task<WorkflowView> FollowAsync(IFleetApi api, string @namespace, string name, CancellationToken cancellationToken)
    {
        var logs = quiet ? Task.CompletedTask : ShowLogsAsync(api, @namespace, name, cancellationToken);
        WorkflowView? end = null;
        await foreach (var change in api.WatchAsync(@namespace, new WatchRequest { Name = name }, cancellationToken))
        {
            end = WorkflowView.Read(change.Object);
            Note(end);
            if (end.IsDone || change.Type == "DELETED")
                break;
        }

        await logs;
        var workflow = end ?? throw new CliException("the workflow has vanished");
        await ShowFailuresAsync(api, workflow, cancellationToken);
        return workflow;
    }

    private void Note(WorkflowView workflow)
    {
        lock (gate)
        {
            foreach (var node in workflow.Nodes.Values.Where(node => node.IsPod))
            {
                pods[PodNames.Of(workflow.Name, node)] = node;
                if (node.Phase == "Pending" && node.Message.Length > 0 && told.Add(node.Id + node.Message))
                    environment.Error.WriteLine($"{node.DisplayName}: {node.Message}");
            }
        }
    }

    private async Task ShowLogsAsync(IFleetApi api, string @namespace, string name, CancellationToken cancellationToken)
    {
        var lines = new PodLogWriter(environment, prefix: true);
        await foreach (var line in api.LogsAsync(@namespace, name, new LogRequest { Follow = true }, cancellationToken))
        {
            lock (gate)
                lines.Write(writer, pods.TryGetValue(line.PodName, out var node) ? node.DisplayName : line.PodName, line.Content);
        }
    }

    // With the output shown already, a failed step's last lines would only repeat it: they come when other steps wrote in between, or with --quiet.
    private async Task ShowFailuresAsync(IFleetApi api, WorkflowView workflow, CancellationToken cancellationToken)
    {
        foreach (var node in workflow.Nodes.Values.Where(node => node is { IsPod: true, Phase: "Failed" or "Error" }).OrderBy(node => node.FinishedAt))
        {
            var pod = PodNames.Of(workflow.Name, node);
            var last = new List<string>();
            await foreach (var line in api.LogsAsync(workflow.Namespace, workflow.Name, new LogRequest { PodName = pod, TailLines = FailedLines }, cancellationToken))
                last.Add(line.Content);
            await environment.Error.WriteLineAsync($"{node.DisplayName} {node.Phase}: {node.Message}{(last.Count > 0 ? $"; its last {last.Count} lines:" : "")}");
            foreach (var line in last)
                await environment.Error.WriteLineAsync("  " + line);
        }
    }
}
