using System.CommandLine;
using Fleet.Artifacts;
using Fleet.Cli.Commands;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Rendering;
using Fleet.Contracts;
using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Submission;
using Fleet.Coordinator.Workers;
using Fleet.Worker.Containers;
using Fleet.Worker.Hosting;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Runs;

/// <summary>One workflow in this process, from its manifest (or from where a dead process left it) to its end.</summary>
internal sealed class EmbeddedRun(CliEnvironment environment, DataFolder data, string? format, bool quiet, RunArtifacts artifacts)
{
    private static readonly TimeSpan CollectLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CollectLook = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs a manifest.</summary>
    public async Task<int> StartAsync(ManifestText text, SubmitWorkflow submission, WorkerSettings worker, ParseResult parsed)
    {
        artifacts.Check();
        submission = submission with { Artifacts = artifacts.Keys };
        // Before anything is started: an invalid manifest needs no engine.
        var check = ManifestCheck.Prepare(submission, text.IsStrict, await FindTemplatesAsync(text, submission.Namespace ?? "default"));
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
            return await new RemoteRun(environment, format).RunAsync(submission, check, server, quiet, artifacts);
        }

        var uid = Guid.NewGuid();
        await using var signals = new InterruptSignals();
        var runtime = await ReadAsync(worker, parsed, before: null);
        var repository = worker.Repository(parsed, environment);
        await using var fleet = await OpenAsync(uid, runtime, repository);
        await fleet.Leadership.WhenLeadingAsync(signals.Killed);
        var ns = submission.Namespace ?? manifest.Member("metadata", "namespace")?.GetString() ?? "default";
        var stores = new EmbeddedStores(runtime.Artifacts!, repository, fleet.Places, () => Task.FromResult(PlaceSecrets.Of(ns, check.Resources.Select(document => document.Json), runtime.Secrets)));
        await artifacts.StoreAsync(() => InputPlace.FindAsync(check, ns, stores, new InProcessApi(fleet.Api), signals.Killed), signals.Killed);
        var result = await fleet.Submissions.SubmitAsync(submission, new SubmissionOptions { Uid = uid, UniqueName = true, Source = text.Source, RefuseUnknownFields = text.IsStrict }, signals.Killed);
        if (result.Workflow is not { } accepted)
        {
            text.Write(environment, "error", result.Errors);
            return ExitCodes.Invalid;
        }

        if (manifest.Member("metadata", "name")?.GetString() is { } wanted && wanted != accepted.Name)
            await environment.Error.WriteLineAsync($"the name {wanted} is taken: this run is called {accepted.Name}");
        return await FollowAsync(fleet, runtime.Runtime.Name, accepted.Uid, accepted.Namespace, accepted.Name, runtime.Artifacts!, signals);
    }

    /// <summary>Goes on with an interrupted workflow.</summary>
    public async Task<int> ContinueAsync(string @namespace, string name, WorkerSettings worker, ParseResult parsed)
    {
        await using var signals = new InterruptSignals();
        var (workflow, before) = await FindAsync(@namespace, name, worker.Runtime(parsed), signals.Killed);
        var runtime = await ReadAsync(worker, parsed, before);
        await using var fleet = await OpenAsync(workflow.Uid, runtime, worker.Repository(parsed, environment));
        await environment.Error.WriteLineAsync($"going on with {workflow.Name}");
        await fleet.Leadership.WhenLeadingAsync(signals.Killed);
        return await FollowAsync(fleet, runtime.Runtime.Name, workflow.Uid, workflow.Namespace, workflow.Name, runtime.Artifacts!, signals);
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

    // The runtime that it began with, where another one is not asked for.
    private async Task<(WorkflowSummary Workflow, string? Runtime)> FindAsync(string @namespace, string name, string? asked, CancellationToken cancellationToken)
    {
        await using var store = FleetStoreFactory.Create(data.Ensure().Store, new FleetStoreOptions { Clock = environment.Time });
        var identity = await store.OpenAsync(cancellationToken);
        var workflow = (name == "@latest" ? await store.FindLatestAsync(@namespace, cancellationToken) : await store.FindAsync(@namespace, name, cancellationToken))
            ?? throw new CliException($"workflow {name} is not in namespace {@namespace} of {data.Path}");
        if (workflow.FinishedAt is not null)
            throw new CliException($"workflow {workflow.Name} has ended ({workflow.Phase}); there is nothing to go on with");
        if (workflow.Scope != LeaderScope.Of(workflow.Uid))
            throw new CliException($"workflow {workflow.Name} belongs to the server of this data folder: start it again (fleet server)");
        var before = await ScopeRuntime.FindAsync(store, workflow.Scope, cancellationToken);
        if (before is null || asked == before)
            return (workflow, before);
        if (asked is null)
            await environment.Error.WriteLineAsync($"{workflow.Name} began on the runtime {before}, and goes on there (--runtime {before})");
        else
            await CheckNothingIsLeftAsync(workflow, before, asked, identity.FleetId, cancellationToken);
        return (workflow, before);
    }

    // On another runtime its tasks would count as lost, and be started a second time beside those that live.
    private async Task CheckNothingIsLeftAsync(WorkflowSummary workflow, string before, string asked, Guid fleetId, CancellationToken cancellationToken)
    {
        await using var engine = RuntimeChoice.Named(before, data, environment);
        try
        {
            var left = await new RunContainers(engine, fleetId, workflow.Uid).FindAsync(cancellationToken);
            if (left.Count > 0)
                throw new CliException($"{workflow.Name} began on the runtime {before}, and {left.Count} of its tasks are still there: on {asked} they would run a second time. Leave --runtime out, or say --runtime {before}.", ExitCodes.Invalid);
        }
        catch (EngineUnavailableException e)
        {
            throw new CliException($"{workflow.Name} began on the runtime {before}, which cannot be asked whether its tasks still run there: {e.Message}. On {asked} they could run a second time. Start it again, or delete the workflow.");
        }

        await environment.Error.WriteLineAsync($"{workflow.Name} began on the runtime {before}, where nothing of it is left: it goes on on {asked}");
    }

    private async Task<WorkerOptions> ReadAsync(WorkerSettings worker, ParseResult parsed, string? before)
    {
        data.Ensure();
        var (options, description) = await worker.ReadAsync(parsed, environment, CancellationToken.None, before);
        await environment.Error.WriteLineAsync(description);
        return options with { Artifacts = options.Artifacts ?? ArtifactStoreOption.Open(data.Artifacts, environment) };
    }

    private Task<EmbeddedFleet> OpenAsync(Guid uid, WorkerOptions worker, string? repository) => EmbeddedFleet.StartAsync(
        new EmbeddedOptions
        {
            Store = data.Store,
            Logs = data.Logs,
            LogWorkflowLimit = LogSettings.Workflow(environment),
            Coordinator = new CoordinatorOptions { Scope = LeaderScope.Of(uid), Events = EventLevel.None, ArtifactRepository = repository, Secrets = worker.Secrets, NodeLimit = NodeLimitSetting.Of(environment), ValueLimit = SizeSetting.ValueLimit(environment), SubmissionLimit = SizeSetting.SubmissionLimit(environment), Artifacts = worker.Artifacts, StorePatience = worker.StorePatience },
            // The same after --continue: its session ends that of the dead process, whose containers are adopted at once.
            Worker = worker with { Id = $"run-{uid:N}", KeepsForATime = false },
            LogLevel = LogLevels.Of(environment),
        },
        environment,
        CancellationToken.None);

    // What artifactGC means is not written out. A store that does not answer is left to a server on this data folder.
    private async Task CollectedAsync(EmbeddedFleet fleet, Guid uid, CancellationToken cancellationToken)
    {
        var begun = environment.Time.GetTimestamp();
        while (await IsCollectingAsync(fleet, uid, cancellationToken) && environment.Time.GetElapsedTime(begun) < CollectLimit)
            await Task.Delay(CollectLook, environment.Time, cancellationToken);
    }

    // What tasks of a deleted workflow may still store is for the end.
    private static async Task<bool> IsCollectingAsync(EmbeddedFleet fleet, Guid uid, CancellationToken cancellationToken) =>
        (await fleet.Store.ArtifactGarbageAsync(uid, null, int.MaxValue, cancellationToken)).Any(row => GarbageRows.Read(row).All(artifact => artifact.NotBefore is null));

    private static async Task<PlaceSecrets> SecretsAsync(EmbeddedFleet fleet, Guid uid, CancellationToken cancellationToken) =>
        await fleet.Store.LoadAsync(uid, cancellationToken) is { } stored ? PlaceSecrets.Of(stored.Record.Namespace, SpecReader.ReadWorkflow(stored.Record.Manifest)) : new PlaceSecrets("", []);

    private async Task<int> FollowAsync(EmbeddedFleet fleet, string runtime, Guid uid, string @namespace, string name, IArtifactStore kept, InterruptSignals signals)
    {
        var api = new InProcessApi(fleet.Api);
        await using var socket = new RunSocket(fleet, data.SocketOf(uid), environment.Time);
        var view = new RunView(environment, format, quiet);
        signals.OnFirst = () =>
        {
            view.Say("stopping the workflow; once more kills its tasks and ends");
            _ = fleet.Api.Workflows.RequestAsync(@namespace, name, new StopRequested("interrupted", null), CancellationToken.None);
        };
        try
        {
            var end = await view.FollowAsync(api, @namespace, name, signals.Killed);
            await CollectedAsync(fleet, uid, signals.Killed);
            var whole = await WorkflowOutput.WholeAsync(api, end, format);
            await fleet.StopAsync(signals.Killed);
            if (await fleet.Store.FindAsync(uid, signals.Killed) is null)
                await new GarbageSweep(fleet.Store, new ArtifactRemover(fleet.Store, kept, fleet.Places, environment.Time), environment).RunAsync(uid, signals.Killed);
            WorkflowOutput.Write(environment, whole, format);
            await artifacts.WriteAsync(end, new EmbeddedStores(kept, null, fleet.Places, () => SecretsAsync(fleet, uid, signals.Killed)), environment, signals.Killed);
            return signals.Interrupted ? ExitCodes.Interrupted : end.Phase == "Succeeded" ? ExitCodes.Succeeded : ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (signals.IsKilled)
        {
            await using var engine = RuntimeChoice.Named(runtime, data, environment);
            await new RunKill(environment, data, fleet, engine).KillAsync(uid, @namespace, name);
            return ExitCodes.Interrupted;
        }
    }
}
