using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Linting;
using Fleet.Cli.Output;
using Fleet.Cli.Runs;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet lint</c>: many files, all errors of each; exits 1 on errors, as Argo.</summary>
internal static class LintCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var files = CommandOptions.RefuseOptions(new Argument<string[]>("FILE") { Description = "Files or folders, or - for standard input; they see each other's templates.", Arity = ArgumentArity.OneOrMore });
        var output = CommandOptions.Output("pretty", "simple", "json");
        var kinds = new Option<string[]>("--kinds") { Description = $"Only documents of these kinds: {LintKinds.Shown}. Default: all.", HelpName = "KINDS" };
        var offline = new Option<bool>("--offline") { Description = "Templates come from the files alone, not from a server or the data folder." };
        var strict = CommandOptions.Strict();
        var command = new Command("lint", "Validates manifests: all errors at once, with lines.") { files, output, kinds, offline, strict };
        command.SetAction((parsed, cancellationToken) => LintAsync(
            environment,
            parsed,
            parsed.GetRequiredValue(files),
            new LintRequest(LintKinds.Read(parsed.GetValue(kinds) ?? []), parsed.GetValue(offline), parsed.GetValue(strict), parsed.GetValue(output)),
            cancellationToken));
        return command;
    }

    /// <summary>Checks files and writes what is found.</summary>
    /// <returns>Exit code.</returns>
    public static async Task<int> LintAsync(CliEnvironment environment, ParseResult parsed, IEnumerable<string> files, LintRequest request, CancellationToken cancellationToken)
    {
        FleetConnection.Prepare(parsed, environment);
        var (texts, unreadable) = await ReadAsync(files.SelectMany(ManifestFolder.Find), request.Format == "json", environment, cancellationToken);
        var linter = new Linter(texts, LoadOptions.ForLint with { IgnoreUnknownFields = !request.Strict }, request.Kinds, request.Offline);
        var found = linter.Run(request.Offline ? static (_, _, _) => null : await FindAsync(linter, parsed, environment, texts, cancellationToken));
        IReadOnlyList<LintFile> all = [.. found, .. unreadable];
        new LintOutput(environment, request.Format).Write(all);
        return all.All(file => file.Ok) && all.Any(file => file.Linted > 0) ? ExitCodes.Succeeded : ExitCodes.Failed;
    }

    // A file of another encoding is the error of that file. One that is not there is wrong usage, except for programs, which get their line for each file, and in folders.
    private static async Task<(List<ManifestText> Texts, List<LintFile> Unreadable)> ReadAsync(IEnumerable<(string Path, bool IsFound)> paths, bool aLineForEach, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var (texts, unreadable) = (new List<ManifestText>(), new List<LintFile>());
        foreach (var (path, isFound) in paths)
        {
            try
            {
                texts.Add(await ManifestText.ReadAsync(path, environment, cancellationToken) with { IsFound = isFound });
            }
            catch (ManifestEncodingException e)
            {
                unreadable.Add(new LintFile(e.Source, [new LintFinding(e.Reason, null, e.Line)], [], Linted: 1));
            }
            catch (CliException e) when (aLineForEach || isFound)
            {
                unreadable.Add(new LintFile(path, [new LintFinding(e.Message, null, null)], [], Linted: 1));
            }
        }

        return (texts, unreadable);
    }

    // A server or the data folder is asked only where the files refer to something that is in none of them.
    private static async Task<Func<string, string, bool, Workflow?>> FindAsync(Linter linter, ParseResult parsed, CliEnvironment environment, IReadOnlyList<ManifestText> texts, CancellationToken cancellationToken)
    {
        var missing = false;
        linter.Run((_, _, _) =>
        {
            missing = true;
            return null;
        });
        if (!missing || !FleetConnection.IsThere(parsed, environment))
            return static (_, _, _) => null;
        await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
        return await StoredTemplates.FindAsync(connection.Api.Resources, string.Concat(texts.Select(text => text.Text)), parsed.GetValue(GlobalOptions.Namespace)!, cancellationToken);
    }
}
