using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Runs;
using Fleet.Cli.Simulation;
using Fleet.Coordinator.Submission;
using Fleet.Workflows.Simulation;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet simulate</c>: a workflow in virtual time, with scripted results.</summary>
internal static class SimulateCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var file = CommandOptions.RefuseOptions(new Argument<string>("FILE") { Description = "Workflow file, or - for standard input." });
        var script = new Option<string?>("--outcomes") { Description = "YAML or JSON file: how tasks end, and what users do. Default: every task succeeds after a second.", HelpName = "FILE" };
        var timeline = new Option<bool>("--timeline") { Description = "Show when each task waits and runs; with -o json or yaml beside the workflow, as {workflow, timeline}." };
        var metrics = new Option<bool>("--metrics") { Description = "Show the metrics that it told, as /metrics of a coordinator would; not with -o json, yaml or name." };
        var output = CommandOptions.Output(WorkflowOutput.Formats);
        var settings = new SimulationSettings();
        var manifest = new ManifestOptions();
        var command = new Command("simulate", "Drives a workflow to its end in virtual time with scripted results; nothing is run. Exits as run.") { file, script, timeline, metrics, output };
        settings.AddTo(command);
        manifest.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Hosting.FleetConnection.Prepare(parsed, environment);
            var options = settings.Read(parsed) with { NodeLimit = NodeLimitSetting.Of(environment) };
            if (parsed.GetValue(script) == "-" && parsed.GetValue(file) == "-")
                throw new CliException("the workflow and its outcomes cannot both come from standard input.", ExitCodes.Invalid);
            if (parsed.GetValue(metrics) && parsed.GetValue(output) is ("json" or "yaml" or "name"))
                throw new CliException("--metrics is text: it does not go with -o json, yaml or name.", ExitCodes.Invalid);
            var text = await ManifestText.ReadAsync(parsed.GetValue(file)!, environment, cancellationToken);
            var outcomesText = parsed.GetValue(script) is { } path ? await ManifestText.ReadAsync(path, environment, cancellationToken) : null;
            var submission = text.ToSubmission(parsed.GetValue(GlobalOptions.Namespace)!, parsed.GetResult(GlobalOptions.Namespace) is { Implicit: false }, manifest.Read(parsed));
            var outcomes = OutcomesFile.Read(outcomesText?.Text ?? "");
            var checkedWorkflow = SubmissionPreview.Read(submission, options.Uid, options.Start, manifest.Read(parsed, text).IsStrict, Workflows.Simulation.StoredTemplates.Find(outcomes.Outcomes.Given.Templates), (_, map) => outcomes.Outcomes.Given.ConfigMaps.GetValueOrDefault(map));
            text.Write(environment, "warning", checkedWorkflow.Warnings);
            text.Write(environment, "error", checkedWorkflow.Errors);
            outcomesText?.Write(environment, "error", outcomes.Errors.Select(ManifestCheck.Error));
            if (checkedWorkflow.Workflow is not { } accepted || outcomes.Errors.Count > 0)
                return ExitCodes.Invalid;
            var result = WorkflowSimulation.Run(accepted.Manifest, accepted.Name, accepted.Namespace, outcomes.Outcomes, options);
            outcomesText?.Write(environment, "warning", result.Warnings.Select(ManifestCheck.Error));
            new SimulationOutput(environment, parsed.GetValue(output), parsed.GetValue(timeline)).Write(result, options);
            if (parsed.GetValue(metrics))
                await SimulatedMetrics.WriteAsync(environment, result, cancellationToken);
            return result.State.Phase == "Succeeded" ? ExitCodes.Succeeded : ExitCodes.Failed;
        });
        return command;
    }
}
