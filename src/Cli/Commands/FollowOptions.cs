using System.CommandLine;
using System.Text.Json;
using Fleet.Cli.Output;
using Fleet.Cli.Rendering;
using Fleet.Client;

namespace Fleet.Cli.Commands;

/// <summary><c>--wait</c> and <c>--watch</c> of commands that set workflows going: like argo's they count where it is one workflow.</summary>
internal sealed class FollowOptions
{
    private readonly Option<bool> wait = new("--wait", "-w") { Description = "Wait for the end, when it is one workflow; exits 1 unless it succeeded." };
    private readonly Option<bool> watch = new("--watch") { Description = "Show the workflow live until it ends, when it is one." };

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(wait);
        command.Options.Add(watch);
    }

    /// <summary>Acts on each workflow, prints what it is then, and follows the only one if asked.</summary>
    /// <param name="environment">Where to.</param>
    /// <param name="api">The API.</param>
    /// <param name="names">The workflows.</param>
    /// <param name="act">Acts on one; null: only say what would be done.</param>
    /// <param name="done">What was done, as a word.</param>
    /// <param name="format">Format of the output.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<int> EachAsync(
        CliEnvironment environment, IFleetApi api, IReadOnlyList<string> names, Func<string, Task<JsonElement>?> act, string done, string? format, ParseResult parsed, CancellationToken cancellationToken)
    {
        var exit = ExitCodes.Succeeded;
        JsonElement? last = null;
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (act(name) is not { } acting)
            {
                await environment.Out.WriteLineAsync($"workflow {name} {done} (dry-run)");
                continue;
            }

            try
            {
                last = await acting;
                WorkflowOutput.Write(environment, last.Value, format);
            }
            catch (FleetApiException e)
            {
                await environment.Error.WriteLineAsync($"fleet: {name}: {e.Message}");
                exit = ExitCodes.Failed;
            }
        }

        if (names.Count != 1 || last is not { } only || !(parsed.GetValue(wait) || parsed.GetValue(watch)))
            return exit;
        var workflow = WorkflowView.Read(only);
        var show = parsed.GetValue(watch) && format is null;
        var end = await LiveView.FollowAsync(environment, api.WatchAsync(workflow.Namespace, new WatchRequest { Name = workflow.Name }, cancellationToken), interrupted: null, show, cancellationToken);
        if (format is not null || !show || !environment.IsLive)
            WorkflowOutput.Write(environment, await WorkflowOutput.WholeAsync(api, end, format), format);
        return end.Phase == "Succeeded" ? ExitCodes.Succeeded : ExitCodes.Failed;
    }
}
