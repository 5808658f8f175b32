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
        var output = CommandOptions.Output(WorkflowOutput.Formats);
        var manifest = new ManifestOptions();
        var command = new Command("submit", "Submits a workflow to a server.") { file, from, wait, watch, output };
        manifest.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            FleetConnection.Prepare(parsed, environment);
            if ((parsed.GetValue(file) is null) == (parsed.GetValue(from) is null))
                throw new CliException("name a workflow file, or say --from template/NAME.", ExitCodes.Invalid);
            var text = parsed.GetValue(from) is { } template ? TemplateOption.Manifest(template) : await ManifestText.ReadAsync(parsed.GetValue(file)!, environment, cancellationToken);
            var submission = text.ToSubmission(parsed.GetValue(GlobalOptions.Namespace)!, parsed.GetResult(GlobalOptions.Namespace) is { Implicit: false }, manifest.Read(parsed));
            var own = DataFolder.Of(parsed, environment).FindServer();
            var server = parsed.GetValue(GlobalOptions.Server) ?? environment.Variable("FLEET_SERVER") ?? own?.Address
                ?? throw new CliException("no server runs that could take a workflow. Start one (fleet server), name one (--server, FLEET_SERVER), or run the file in this process (fleet run FILE).");
            var token = parsed.GetValue(GlobalOptions.Token) ?? environment.Variable("FLEET_TOKEN") ?? own?.Token;
            return await new RemoteRun(environment, parsed.GetValue(output))
                .SubmitAsync(text, submission, server, token, show: parsed.GetValue(watch), wait: parsed.GetValue(wait) || parsed.GetValue(watch));
        });
        return command;
    }
}
