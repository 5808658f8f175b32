using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Runs;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet run</c>.</summary>
internal static class RunCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var file = CommandOptions.RefuseOptions(new Argument<string?>("FILE") { Description = "Workflow file, or - for standard input.", Arity = ArgumentArity.ZeroOrOne });
        var resume = new Option<string?>("--continue") { Description = "Go on with a workflow whose process was interrupted, on the runtime it began on.", HelpName = "NAME" };
        var from = TemplateOption.Create();
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Do not show the steps' output." };
        var artifacts = new Option<string[]>("--artifact", "-a") { Description = "Argument artifact from a file or folder.", HelpName = "NAME=PATH" };
        var folder = new Option<string>("--artifacts") { Description = "Where output artifacts are written (default ./fleet-artifacts).", HelpName = "DIR", DefaultValueFactory = _ => RunArtifacts.DefaultFolder };
        var output = CommandOptions.Output(WorkflowOutput.Formats);
        var worker = new WorkerSettings(embedded: true);
        var manifest = new ManifestOptions();
        var command = new Command("run", "Runs a workflow in this process: Docker when an engine answers, else local processes.") { file, from, resume, quiet, artifacts, folder, output };
        manifest.AddTo(command);
        worker.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            FleetConnection.Prepare(parsed, environment);
            if (((string?[])[parsed.GetValue(file), parsed.GetValue(from), parsed.GetValue(resume)]).Count(given => given is not null) != 1)
                throw new CliException("name a workflow file, or say --from template/NAME or --continue NAME.", ExitCodes.Invalid);
            var text = parsed.GetValue(from) is { } template ? TemplateOption.Manifest(template) : parsed.GetValue(file) is { } path ? await ManifestText.ReadAsync(path, environment, cancellationToken) : null;
            var run = new EmbeddedRun(environment, DataFolder.Of(parsed, environment), parsed.GetValue(output), parsed.GetValue(quiet), new RunArtifacts(ManifestOptions.Pairs("-a", parsed.GetValue(artifacts) ?? []), parsed.GetValue(folder)!));
            return text is not null
                ? await run.StartAsync(manifest.Read(parsed, text), text.ToSubmission(parsed.GetValue(GlobalOptions.Namespace)!, parsed.GetResult(GlobalOptions.Namespace) is { Implicit: false }, manifest.Read(parsed)), worker, parsed)
                : await run.ContinueAsync(parsed.GetValue(GlobalOptions.Namespace)!, parsed.GetValue(resume)!, worker, parsed);
        });
        return command;
    }
}
