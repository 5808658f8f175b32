using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fleet.Cli.Output;
using Fleet.Cli.Runs;
using Fleet.Contracts;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet lint</c>: many files, all errors of each; exits 1 on errors, as Argo.</summary>
internal static class LintCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(CliEnvironment environment)
    {
        var files = CommandOptions.RefuseOptions(new Argument<string[]>("FILE") { Description = "Files or folders, or - for standard input.", Arity = ArgumentArity.OneOrMore });
        var output = CommandOptions.Output("pretty", "simple", "json");
        var command = new Command("lint", "Validates manifests: all errors at once, with lines.") { files, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Hosting.FleetConnection.Prepare(parsed, environment);
            var errors = 0;
            foreach (var path in parsed.GetRequiredValue(files).SelectMany(ManifestFolder.Expand))
            {
                var text = await ManifestText.ReadAsync(path, environment, cancellationToken);
                var loaded = WorkflowLoader.Load(text.Text, LoadOptions.ForLint);
                errors += loaded.Errors.Count;
                Write(environment, text, loaded, parsed.GetValue(output));
            }

            if (parsed.GetValue(output) is null or "pretty")
                await environment.Out.WriteLineAsync(errors == 0 ? "✔ no linting errors found!" : $"✖ {errors} linting error{(errors == 1 ? "" : "s")} found!");
            return errors == 0 ? ExitCodes.Succeeded : ExitCodes.Failed;
        });
        return command;
    }

    private static void Write(CliEnvironment environment, ManifestText text, LoadResult loaded, string? format)
    {
        var errors = loaded.Errors.Select(ManifestCheck.Error).ToArray();
        var warnings = loaded.Warnings.Select(ManifestCheck.Error).ToArray();
        if (format == "json")
        {
            environment.Out.WriteLine(JsonSerializer.Serialize(new { file = text.Source, ok = errors.Length == 0, errors, warnings }, Json));
            return;
        }

        void Lines(string kind, IEnumerable<SubmitError> found)
        {
            foreach (var error in found)
                environment.Out.WriteLine($"{text.Source}{(error.Line is { } line ? $":{line}" : "")}: {kind}: {(error.Path is { } path ? path + ": " : "")}{error.Message}");
        }

        Lines("error", errors);
        Lines("warning", warnings);
    }
}
