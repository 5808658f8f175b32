using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Rendering;
using Fleet.Cli.Runs;
using Fleet.Client;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet logs</c>: each line with its pod before it, as <c>argo logs</c>; those of the one pod that is asked for by its name are bare.</summary>
internal static class LogsCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var name = CommandOptions.Name();
        var pod = CommandOptions.RefuseOptions(new Argument<string?>("POD") { Description = "Only this pod, or the pods of the node with this id, name or display name.", Arity = ArgumentArity.ZeroOrOne });
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the workflow ends." };
        var container = new Option<string>("--container", "-c") { Description = "Container.", DefaultValueFactory = _ => "main", HelpName = "NAME" };
        var grep = new Option<string?>("--grep") { Description = "Only lines that match this regular expression.", HelpName = "REGEX" };
        var previous = new Option<bool>("--previous", "-p") { Description = "Only what a task had written before its worker or host was lost and it was issued again." };
        var selector = new Option<string?>("--selector", "-l") { Description = "Only pods with these labels (those of the template's metadata), e.g. app=shop.", HelpName = "SELECTOR" };
        var since = CommandOptions.Duration("--since", "Only lines newer than this.");
        var sinceTime = new Option<string?>("--since-time") { Description = "Only lines newer than this moment (RFC 3339).", HelpName = "TIME" };
        var tail = new Option<int?>("--tail") { Description = "Only the last lines of each pod.", HelpName = "LINES" };
        var timestamps = new Option<bool>("--timestamps") { Description = "Put the time before each line." };
        var command = new Command("logs", "Shows the logs of a workflow, live and after.") { name, pod, container, follow, grep, previous, selector, since, sinceTime, tail, timestamps };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var age = CommandOptions.ParseDuration("--since", parsed.GetValue(since));
            var moment = CommandOptions.ParseMoment("--since-time", parsed.GetValue(sinceTime));
            if (age is not null && moment is not null)
                throw new CliException("--since and --since-time say the same in two ways; give one of them.", ExitCodes.Invalid);
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            var request = new LogRequest
            {
                PodName = parsed.GetValue(pod),
                Container = parsed.GetValue(container),
                Follow = parsed.GetValue(follow),
                Grep = parsed.GetValue(grep),
                Previous = parsed.GetValue(previous),
                Selector = parsed.GetValue(selector),
                SinceSeconds = age is { } length ? (long)Math.Ceiling(length.TotalSeconds) : null,
                SinceTime = moment,
                TailLines = parsed.GetValue(tail),
                Timestamps = parsed.GetValue(timestamps),
            };
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (request.Follow)
                _ = TellInterruptedAsync(environment, connection.Api, parsed.GetValue(GlobalOptions.Namespace)!, parsed.GetRequiredValue(name), over.Token);
            var (named, bare) = (new PodLogWriter(environment, prefix: true), new PodLogWriter(environment, prefix: false));
            var any = false;
            await foreach (var line in connection.Api.LogsAsync(parsed.GetValue(GlobalOptions.Namespace)!, parsed.GetRequiredValue(name), request, cancellationToken))
            {
                any = true;
                await environment.Out.WriteLineAsync((line.PodName == request.PodName ? bare : named).Line(line.PodName, line.Content));
            }

            if (!any && (request.PodName is { Length: > 0 } || request.Container is not (null or "main")))
                CheckThere(WorkflowView.Read(await connection.Api.GetAsync(parsed.GetValue(GlobalOptions.Namespace)!, parsed.GetRequiredValue(name), cancellationToken)), request);
            await over.CancelAsync();
            return ExitCodes.Succeeded;
        });
        return command;
    }

    // The API, as Argo's, has no error for it.
    private static void CheckThere(WorkflowView workflow, LogRequest request)
    {
        if (request.PodName is { Length: > 0 } asked && !workflow.Nodes.Values.Any(node => node.Id == asked || node.Name == asked || node.DisplayName == asked || PodNames.Of(workflow.Name, node) == asked))
            throw new CliException($"there is no pod and no node '{asked}' in workflow {workflow.Name}; fleet get {workflow.Name} shows its nodes.");
        if (request.Container is { } container && WorkflowContainers.Of(workflow.Json) is var there && !there.Contains(container, StringComparer.Ordinal) && !WorkflowContainers.IsInAPatch(workflow.Json, container))
            throw new CliException($"no template of workflow {workflow.Name} has a container '{container}'; it has {string.Join(", ", there)}.");
    }

    private static async Task TellInterruptedAsync(CliEnvironment environment, IFleetApi api, string @namespace, string name, CancellationToken cancellationToken)
    {
        var interrupted = InterruptionWatch.WhenInterruptedAsync(api, @namespace, name, environment.Time, cancellationToken);
        await ((Task)interrupted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (interrupted.IsCompletedSuccessfully)
            await environment.Error.WriteLineAsync(await interrupted);
    }
}
