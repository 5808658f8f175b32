using Fleet.Cli.Output;
using Fleet.Cli.Rendering;
using Fleet.Client;

namespace Fleet.Cli.Runs;

/// <summary>
/// What <c>fleet run</c> shows while a workflow runs: each step's output with the step's name before it (unless quiet), on a terminal with the live tree below it, why it stands
/// still when it does, and in the end the last lines of failed steps.
/// </summary>
/// <param name="environment">Where.</param>
/// <param name="format">Value of <c>-o</c>: with one, standard output is for the result alone.</param>
/// <param name="quiet">Without the steps' output.</param>
internal sealed class RunView(CliEnvironment environment, string? format, bool quiet)
{
    private const int FailedLines = 20;
    private const int FailedSteps = 10;

    private readonly Lock gate = new();
    private readonly Dictionary<string, NodeView> pods = new(StringComparer.Ordinal);
    private readonly HashSet<string> told = new(StringComparer.Ordinal);
    private readonly TextWriter writer = format is null ? environment.Out : environment.Error;
    private WorkflowView? current;
    private LiveScreen? screen;

    /// <summary>Shows everything until the workflow has ended and its logs are complete.</summary>
    public async Task<WorkflowView> FollowAsync(IFleetApi api, string @namespace, string name, CancellationToken cancellationToken)
    {
        WorkflowView? end = null;
        using (screen = environment.IsLive && format is null ? new LiveScreen(environment, Frame) : null)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var words = new WaitingWords(name).FollowAsync(api, @namespace, environment.Time, Say, ended.Token);
            var logs = quiet ? Task.CompletedTask : ShowLogsAsync(api, @namespace, name, cancellationToken);
            await foreach (var change in api.WatchAsync(@namespace, new WatchRequest { Name = name }, cancellationToken))
            {
                end = WorkflowView.Read(change.Object);
                Note(end);
                if (end.IsDone || change.Type == "DELETED")
                    break;
            }

            await ended.CancelAsync();
            await words;
            await logs;
        }

        screen = null;
        var workflow = end ?? throw new CliException("the workflow has vanished");
        await ShowFailuresAsync(api, workflow, cancellationToken);
        return workflow;
    }

    /// <summary>A line for the user, beside what the steps write.</summary>
    public void Say(string line)
    {
        if (screen is { } live)
            live.Write(line);
        else
            environment.Error.WriteLine(line);
    }

    private IReadOnlyList<string> Frame(int columns, int rows)
    {
        var workflow = Volatile.Read(ref current);
        return workflow is null ? [] : LiveFrame.Lines(workflow, WorkflowOutput.Options(environment, ""), columns, quiet ? rows : Math.Min(rows, Math.Max(6, rows / 2)), brief: !quiet);
    }

    private void Note(WorkflowView workflow)
    {
        lock (gate)
        {
            foreach (var node in workflow.Nodes.Values.Where(node => node.IsPod))
            {
                pods[PodNames.Of(workflow.Name, node)] = node;
                if ((node.Phase == "Pending" || (node.Phase == "Running" && node.IsPod)) && node.Message.Length > 0 && told.Add(node.Id + node.Message))
                    Say($"{node.DisplayName}: {node.Message}");
            }
        }

        Volatile.Write(ref current, workflow);
        screen?.Invalidate();
    }

    private bool Knows(string pod)
    {
        lock (gate)
            return pods.ContainsKey(pod);
    }

    // As the watch tells it: without large values.
    private async Task LookAsync(IFleetApi api, string @namespace, string name, CancellationToken cancellationToken)
    {
        await foreach (var change in api.WatchAsync(@namespace, new WatchRequest { Name = name }, cancellationToken))
        {
            Note(WorkflowView.Read(change.Object));
            break;
        }
    }

    private async Task ShowLogsAsync(IFleetApi api, string @namespace, string name, CancellationToken cancellationToken)
    {
        var lines = new PodLogWriter(environment, prefix: true);
        await foreach (var line in api.LogsAsync(@namespace, name, new LogRequest { Follow = true }, cancellationToken))
        {
            // A fast step's output may come before the watch tells of its node.
            if (!Knows(line.PodName))
                await LookAsync(api, @namespace, name, cancellationToken);
            string text;
            lock (gate)
                text = lines.Line(pods.TryGetValue(line.PodName, out var node) ? node.DisplayName : line.PodName, line.Content);
            if (screen is { } live)
                live.Write(text);
            else
                await writer.WriteLineAsync(text);
        }
    }

    // Also where the output was shown: in between came what other steps wrote. An attempt that a retry made good is no failed step.
    private async Task ShowFailuresAsync(IFleetApi api, WorkflowView workflow, CancellationToken cancellationToken)
    {
        var madeGood = workflow.Nodes.Values.Where(node => node is { Type: "Retry", Phase: "Succeeded" }).SelectMany(node => node.Children).ToHashSet(StringComparer.Ordinal);
        var failed = workflow.Nodes.Values.Where(node => node is { IsPod: true, Phase: "Failed" or "Error" } && !madeGood.Contains(node.Id));
        var shown = failed.OrderBy(node => node.FinishedAt).ThenBy(node => node.Name, StringComparer.Ordinal).ToList();
        // At the same time: what a lost worker has not told is waited for, and must not be waited for once for each step.
        var ends = shown.Take(FailedSteps).Select(node => (Node: node, Lines: LastLinesAsync(api, workflow, PodNames.Of(workflow.Name, node), cancellationToken))).ToList();
        await Task.WhenAll(ends.Select(end => end.Lines));
        foreach (var (node, lines) in ends)
        {
            var last = await lines;
            var announced = last.Count switch { 0 => "", 1 => "; its last line:", var count => $"; its last {count} lines:" };
            await environment.Error.WriteLineAsync($"{node.DisplayName} {node.Phase}: {node.Message}{announced}");
            foreach (var line in last)
                await environment.Error.WriteLineAsync("  " + line);
        }

        if (shown.Count > FailedSteps)
            await environment.Error.WriteLineAsync($"and {shown.Count - FailedSteps} more that failed; `fleet get {workflow.Name}` lists them, `fleet logs {workflow.Name} POD` shows what each has written");
    }

    // Followed, since the last of it may still be on its way: the end of the workflow does not wait for it.
    private async Task<Queue<string>> LastLinesAsync(IFleetApi api, WorkflowView workflow, string pod, CancellationToken cancellationToken)
    {
        var format = new PodLogWriter(environment, prefix: false);
        var last = new Queue<string>();
        await foreach (var line in api.LogsAsync(workflow.Namespace, workflow.Name, new LogRequest { PodName = pod, TailLines = FailedLines, Follow = true }, cancellationToken))
        {
            last.Enqueue(format.Line(pod, line.Content));
            if (last.Count > FailedLines)
                last.Dequeue();
        }

        return last;
    }
}
