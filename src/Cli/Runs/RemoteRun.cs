using System.Text.Json;
using Fleet.Cli.Commands;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Rendering;
using Fleet.Client;
using Fleet.Contracts;

namespace Fleet.Cli.Runs;

/// <summary>Submits a manifest to a server and, if asked, waits for its end.</summary>
internal sealed class RemoteRun(CliEnvironment environment, string? format)
{
    /// <summary>Submits.</summary>
    /// <param name="text">The manifest; it is checked here first, so that errors carry lines.</param>
    /// <param name="submission">What is submitted.</param>
    /// <param name="server">The server.</param>
    /// <param name="token">Its token.</param>
    /// <param name="following">What is done then.</param>
    public async Task<int> SubmitAsync(ManifestText text, SubmitWorkflow submission, string server, string? token, SubmitFollowing following)
    {
        using var api = FleetConnection.Client(server, token);
        var check = ManifestCheck.Prepare(submission, text.IsStrict, await StoredTemplates.FindAsync(api.Resources, text.Text, submission.Namespace ?? "default", CancellationToken.None));
        text.Write(environment, "warning", check.Warnings);
        if (check.Manifest is not { } manifest)
        {
            text.Write(environment, "error", check.Errors);
            return ExitCodes.Invalid;
        }

        check.Tell(environment, text);
        var ns = submission.Namespace ?? Namespace(manifest) ?? "default";
        var created = await api.CreateAsync(ns, manifest, check.ResourceManifests, dryRun: false, CancellationToken.None);
        var name = WorkflowView.Read(created).Name;
        if (format is null && following.Any)
            await environment.Error.WriteLineAsync($"submitted {name} to {server}");
        if (!following.Waits && !(following.Log && format is null))
            WorkflowOutput.Write(environment, created, format);
        if (following.Log)
            await ShowLogsAsync(api, ns, name);
        if (!following.Waits)
            return ExitCodes.Succeeded;
        var show = following.Watch;
        var end = await LiveView.FollowAsync(environment, api.WatchAsync(ns, new WatchRequest { Name = name }, CancellationToken.None), interrupted: null, show && format is null, CancellationToken.None, following.Shows);
        if (format is not null || !show || !environment.IsLive)
            WorkflowOutput.Write(environment, await WorkflowOutput.WholeAsync(api, end, format), format, following.Shows);
        return end.Phase == "Succeeded" ? ExitCodes.Succeeded : ExitCodes.Failed;
    }

    /// <summary>Checks a manifest, and prints the workflow that would be submitted; nothing is stored.</summary>
    /// <param name="text">The manifest.</param>
    /// <param name="submission">What would be submitted.</param>
    /// <param name="findTemplate">Finds stored templates.</param>
    /// <param name="api">Who is asked what it would store; null: nobody is asked.</param>
    public async Task<int> TryAsync(ManifestText text, SubmitWorkflow submission, Func<string, string, bool, Workflows.Spec.Workflow?> findTemplate, IFleetApi? api)
    {
        var check = ManifestCheck.Prepare(submission, text.IsStrict, findTemplate);
        text.Write(environment, "warning", check.Warnings);
        if (check.Manifest is not { } manifest)
        {
            text.Write(environment, "error", check.Errors);
            return ExitCodes.Invalid;
        }

        var ns = submission.Namespace ?? Namespace(manifest) ?? "default";
        WorkflowOutput.WriteObject(environment, api is null ? manifest : await api.CreateAsync(ns, manifest, check.ResourceManifests, dryRun: true, CancellationToken.None), format!);
        return ExitCodes.Succeeded;
    }

    /// <summary>Runs a checked manifest on the server that owns the data folder, as if it ran in this process: a taken name becomes another, the steps' output is shown, Ctrl-C stops it.</summary>
    public async Task<int> RunAsync(SubmitWorkflow submission, ManifestCheck check, ServerNoteContent server, bool quiet, RunArtifacts artifacts)
    {
        var manifest = check.Manifest!.Value;
        using var api = ClientOf(server, environment);
        await using var signals = new InterruptSignals();
        var ns = submission.Namespace ?? Namespace(manifest) ?? "default";
        using var stores = new RemoteStores(server, environment, ns, new GivenSecrets(check.Resources));
        await artifacts.StoreAsync(() => InputPlace.FindAsync(check, ns, stores, api, signals.Killed), signals.Killed);
        var created = await CreateUniqueAsync(api, ns, check, signals.Killed);
        var name = WorkflowView.Read(created).Name;
        await environment.Error.WriteLineAsync($"{name} runs on the server at {server.Address}, which owns this data folder");
        var view = new RunView(environment, format, quiet);
        signals.OnFirst = () =>
        {
            view.Say("stopping the workflow; once more ends at once and leaves it to the server");
            _ = StopAsync(api, ns, name, view);
        };
        var end = await view.FollowAsync(api, ns, name, signals.Killed);
        WorkflowOutput.Write(environment, await WorkflowOutput.WholeAsync(api, end, format), format);
        await artifacts.WriteAsync(end, stores, environment, signals.Killed);
        return signals.Interrupted ? ExitCodes.Interrupted : end.Phase == "Succeeded" ? ExitCodes.Succeeded : ExitCodes.Failed;
    }

    /// <summary>A client of the server that owns the data folder.</summary>
    public static HttpFleetClient ClientOf(ServerNoteContent server, CliEnvironment environment) =>
        new(server.Address, TokenOf(server, environment));

    /// <summary>The token for that server; null: it has none.</summary>
    public static string? TokenOf(ServerNoteContent server, CliEnvironment environment) => environment.Variable("FLEET_TOKEN") is { Length: > 0 } token ? token : server.Token;

    // With -o standard output is for the result alone.
    private async Task ShowLogsAsync(HttpFleetClient api, string ns, string name)
    {
        var lines = new PodLogWriter(environment, prefix: true);
        await foreach (var line in api.LogsAsync(ns, name, new LogRequest { Follow = true }, CancellationToken.None))
            await (format is null ? environment.Out : environment.Error).WriteLineAsync(lines.Line(line.PodName, line.Content));
    }

    private async Task<JsonElement> CreateUniqueAsync(HttpFleetClient api, string ns, ManifestCheck check, CancellationToken cancellationToken)
    {
        var manifest = check.Manifest!.Value;
        var wanted = manifest.Member("metadata", "name")?.GetString();
        for (var number = 2; ; number++)
        {
            try
            {
                var created = await api.CreateAsync(ns, manifest, check.ResourceManifests, dryRun: false, cancellationToken);
                if (number > 2)
                    await environment.Error.WriteLineAsync($"the name {wanted} is taken: this run is called {WorkflowView.Read(created).Name}");
                return created;
            }
            catch (FleetApiException e) when (e.HttpStatus == 409 && wanted is not null)
            {
                manifest = JsonSerializer.Deserialize<JsonElement>(Workflows.Spec.Submission.Apply(manifest.GetRawText(), new Workflows.Spec.SubmissionChanges { Name = $"{wanted}-{number}" }));
            }
        }
    }

    private static async Task StopAsync(HttpFleetClient api, string ns, string name, RunView view)
    {
        try
        {
            await api.StopAsync(ns, name, "interrupted", null, CancellationToken.None);
        }
        catch (FleetApiException e)
        {
            view.Say($"{name} could not be stopped: {e.Message}");
        }
    }

    private static string? Namespace(JsonElement manifest) => manifest.Member("metadata", "namespace")?.GetString();
}
