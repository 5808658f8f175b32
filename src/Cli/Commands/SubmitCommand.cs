using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Runs;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet submit</c>.</summary>
internal static class SubmitCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var file = CommandOptions.RefuseOptions(new Argument<string?>("FILE") { Description = "Workflow file, or - for standard input.", Arity = ArgumentArity.ZeroOrOne });
        var from = TemplateOption.Create();
        var wait = new Option<bool>("--wait", "-w") { Description = "Wait for the end; exits 1 unless it succeeded." };
        var watch = new Option<bool>("--watch") { Description = "Show the workflow live until it ends." };
        var log = new Option<bool>("--log") { Description = "Show its logs until it ends, then do as --wait or --watch say." };
        var filter = new NodeFilter("With --watch: only");
        var output = CommandOptions.Output(WorkflowOutput.Formats);
        var manifest = new ManifestOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only check the workflow and print what would be submitted, with -o json, yaml or name. Nothing is stored." };
        var serverDryRun = new Option<bool>("--server-dry-run") { Description = "Ask the server what it would store, and print that, with -o json, yaml or name." };
        var command = new Command("submit", "Submits a workflow to a server.") { file, from, wait, watch, log, dryRun, serverDryRun, output };
        filter.AddTo(command);
        manifest.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            FleetConnection.Prepare(parsed, environment);
            if ((parsed.GetValue(file) is null) == (parsed.GetValue(from) is null))
                throw new CliException("name a workflow file, or say --from template/NAME.", ExitCodes.Invalid);
            var following = new SubmitFollowing(parsed.GetValue(log), parsed.GetValue(wait), parsed.GetValue(watch), filter.Read(parsed));
            CheckDryRun(parsed.GetValue(dryRun), parsed.GetValue(serverDryRun), parsed.GetValue(output), following.Option);
            if (!following.Watch && filter.Given(parsed) is { } given)
                await environment.Error.WriteLineAsync($"fleet: {given} should only be used with --watch");
            var text = parsed.GetValue(from) is { } template ? TemplateOption.Manifest(template) : await ManifestText.ReadAsync(parsed.GetValue(file)!, environment, cancellationToken);
            text = manifest.Read(parsed, text);
            var submission = text.ToSubmission(parsed.GetValue(GlobalOptions.Namespace)!, parsed.GetResult(GlobalOptions.Namespace) is { Implicit: false }, manifest.Read(parsed));
            if (parsed.GetValue(dryRun))
                return await TryAsync(environment, parsed, text, submission, parsed.GetValue(output), cancellationToken);
            var own = DataFolder.Of(parsed, environment).FindServer();
            var server = parsed.GetValue(GlobalOptions.Server) ?? environment.Variable("FLEET_SERVER") ?? own?.Address
                ?? throw new CliException("no server runs that could take a workflow. Start one (fleet server), name one (--server, FLEET_SERVER), or run the file in this process (fleet run FILE).");
            var token = parsed.GetValue(GlobalOptions.Token) ?? environment.Variable("FLEET_TOKEN") ?? own?.Token;
            var run = new RemoteRun(environment, parsed.GetValue(output));
            if (parsed.GetValue(serverDryRun))
            {
                using var api = FleetConnection.Client(server, token);
                return await run.TryAsync(text, submission, await StoredTemplates.FindAsync(api.Resources, text.Text, submission.Namespace ?? "default", cancellationToken), api);
            }

            return await run.SubmitAsync(text, submission, server, token, following);
        });
        return command;
    }

    // Argo's words.
    private static void CheckDryRun(bool dryRun, bool serverDryRun, string? format, string? following)
    {
        var problem = (dryRun, serverDryRun) switch
        {
            (true, true) => "--dry-run cannot be combined with --server-dry-run",
            (false, false) => null,
            _ when following is not null => $"{following} cannot be combined with {(dryRun ? "--dry-run" : "--server-dry-run")}",
            _ when format is not ("json" or "yaml" or "name") => $"{(dryRun ? "--dry-run" : "--server-dry-run")} should have an output option: -o json, -o yaml or -o name",
            _ => null,
        };
        if (problem is not null)
            throw new CliException(problem + ".", ExitCodes.Invalid);
    }

    // Nobody is asked but for templates that the text refers to.
    private static async Task<int> TryAsync(CliEnvironment environment, ParseResult parsed, ManifestText text, Contracts.SubmitWorkflow submission, string? format, CancellationToken cancellationToken)
    {
        var run = new RemoteRun(environment, format);
        if (!text.Text.Contains("emplateRef", StringComparison.Ordinal))
            return await run.TryAsync(text, submission, static (_, _, _) => null, null);
        await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
        return await run.TryAsync(text, submission, await StoredTemplates.FindAsync(connection.Api.Resources, text.Text, submission.Namespace ?? "default", cancellationToken), null);
    }
}
