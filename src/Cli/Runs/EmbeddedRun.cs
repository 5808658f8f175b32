using System.CommandLine;
using Fleet.Cli.Commands;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Rendering;
using Fleet.Contracts;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Submission;
using Fleet.Workflows.Engine;

namespace Fleet.Cli.Runs;

/// <summary>One workflow in this process, from its manifest (or from where a dead process left it) to its end.</summary>
internal sealed class EmbeddedRun(CliEnvironment environment, DataFolder data, string? format, bool quiet)
{
    /// <summary>Runs a manifest.</summary>
    public async Task<int> StartAsync(ManifestText text, SubmitWorkflow submission, WorkerSettings worker, ParseResult parsed)
    {
        // Before anything is started: an invalid manifest needs no engine.
        var check = ManifestCheck.Prepare(submission, await FindTemplatesAsync(text, submission.Namespace ?? "default"));
        text.Write(environment, "warning", check.Warnings);
        if (check.Manifest is not { } manifest)
        {
            text.Write(environment, "error", check.Errors);
            return ExitCodes.Invalid;
        }

        check.Tell(environment, text);
        if (data.FindServer() is { } server)
        {
            if (worker.Given(parsed).FirstOrDefault() is { } option)
                throw new CliException($"{option} has no effect: the data folder {data.Path} belongs to the server at {server.Address}, whose worker runs the tasks. Leave it out, or name another folder (--data DIR).", ExitCodes.Invalid);
            return await new RemoteRun(environment, format).RunAsync(submission, check, server, quiet);
        }

        var uid = Guid.NewGuid();
        await using var signals = new InterruptSignals();
        await using var fleet = await OpenAsync(uid, worker, parsed);
        await fleet.Leadership.WhenLeadingAsync(signals.Killed);
        var result = await fleet.Submissions.SubmitAsync(submission, new SubmissionOptions { Uid = uid, UniqueName = true, Source = text.Source }, signals.Killed);
        if (result.Workflow is not { } accepted)
        {
            text.Write(environment, "error", result.Errors);
            return ExitCodes.Invalid;
        }

        if (manifest.Member("metadata", "name")?.GetString() is { } wanted && wanted != accepted.Name)
            await environment.Error.WriteLineAsync($"the name {wanted} is taken: this run is called {accepted.Name}");
        return await FollowAsync(fleet, accepted.Uid, accepted.Namespace, accepted.Name, signals);
    }

    /// <summary>Goes on with an interrupted workflow.</summary>
    public async Task<int> ContinueAsync(string @namespace, string name, WorkerSettings worker, ParseResult parsed)
    {
        await using var signals = new InterruptSignals();
        var workflow = await FindAsync(@namespace, name, signals.Killed);
        await using var fleet = await OpenAsync(workflow.Uid, worker, parsed);
        await environment.Error.WriteLineAsync($"going on with {workflow.Name}");
        await fleet.Leadership.WhenLeadingAsync(signals.Killed);
        return await FollowAsync(fleet, workflow.Uid, workflow.Namespace, workflow.Name, signals);
    }

    // A text that refers to none opens no store.
    private async Task<Func<string, string, bool, Workflows.Spec.Workflow?>> FindTemplatesAsync(ManifestText text, string @namespace)
    {
        if (!text.Text.Contains("emplateRef", StringComparison.Ordinal))
            return static (_, _, _) => null;
        if (data.FindServer() is { } server)
        {
            using var api = RemoteRun.ClientOf(server, environment);
            return await StoredTemplates.FindAsync(api.Resources, text.Text, @namespace, CancellationToken.None);
        }

        await using var local = await LocalFleet.OpenAsync(data, environment, CancellationToken.None);
        return await StoredTemplates.FindAsync(local.Api.Resources, text.Text, @namespace, CancellationToken.None);
    }

    private async Task<WorkflowSummary> FindAsync(string @namespace, string name, CancellationToken cancellationToken)
    {
        await using var store = FleetStoreFactory.Create(data.Ensure().Store, new FleetStoreOptions { Clock = environment.Time });
        await store.OpenAsync(cancellationToken);
        var workflow = (name == "@latest" ? await store.FindLatestAsync(@namespace, cancellationToken) : await store.FindAsync(@namespace, name, cancellationToken))
            ?? throw new CliException($"workflow {name} is not in namespace {@namespace} of {data.Path}");
        if (workflow.FinishedAt is not null)
            throw new CliException($"workflow {workflow.Name} has ended ({workflow.Phase}); there is nothing to go on with");
        return workflow.Scope == LeaderScope.Of(workflow.Uid) ? workflow
            : throw new CliException($"workflow {workflow.Name} belongs to the server of this data folder: start it again (fleet server)");
    }

    private async Task<EmbeddedFleet> OpenAsync(Guid uid, WorkerSettings worker, ParseResult parsed)
    {
        data.Ensure();
        var runtime = await worker.ReadAsync(parsed, environment, CancellationToken.None);
        await environment.Error.WriteLineAsync(runtime.Description);
        return await EmbeddedFleet.StartAsync(
            new EmbeddedOptions
            {
                Store = data.Store,
                Logs = data.Logs,
                Coordinator = new CoordinatorOptions { Scope = LeaderScope.Of(uid), Events = EventLevel.None },
                // The same after --continue: its session ends that of the dead process, whose containers are adopted at once.
                Worker = runtime.Options with { Id = $"run-{uid:N}" },
                LogLevel = LogLevels.Of(environment),
            },
            environment,
            CancellationToken.None);
    }

    private async Task<int> FollowAsync(EmbeddedFleet fleet, Guid uid, string @namespace, string name, InterruptSignals signals)
    {
        var api = new InProcessApi(fleet.Api);
        await using var socket = new RunSocket(fleet, data.SocketOf(uid), environment.Time);
        var view = new RunView(environment, format, quiet);
        signals.OnFirst = () =>
        {
            view.Say("stopping the workflow; once more ends at once and leaves its containers");
            _ = fleet.Api.Workflows.RequestAsync(@namespace, name, new StopRequested("interrupted", null), CancellationToken.None);
        };
        var end = await view.FollowAsync(api, @namespace, name, signals.Killed);
        await fleet.StopAsync(signals.Killed);
        WorkflowOutput.Write(environment, end.Json, format);
        return signals.Interrupted ? ExitCodes.Interrupted : end.Phase == "Succeeded" ? ExitCodes.Succeeded : ExitCodes.Failed;
    }
}
