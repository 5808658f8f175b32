using System.Text.Json;
using Fleet.Cli.Commands;
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
    /// <param name="show">Show the workflow while it runs.</param>
    /// <param name="wait">Wait for its end; the exit code tells how it ended.</param>
    public async Task<int> SubmitAsync(ManifestText text, SubmitWorkflow submission, string server, string? token, bool show, bool wait)
    {
        var check = ManifestCheck.Prepare(submission);
        text.Write(environment, "warning", check.Warnings);
        if (check.Manifest is not { } manifest)
        {
            text.Write(environment, "error", check.Errors);
            return ExitCodes.Invalid;
        }

        using var api = new HttpFleetClient(server, token);
        var ns = submission.Namespace ?? Namespace(manifest) ?? "default";
        var created = await api.CreateAsync(ns, manifest, dryRun: false, CancellationToken.None);
        var name = WorkflowView.Read(created).Name;
        if (!wait)
        {
            WorkflowOutput.Write(environment, created, format);
            return ExitCodes.Succeeded;
        }

        if (format is null)
            await environment.Error.WriteLineAsync($"submitted {name} to {server}");
        var end = await LiveView.FollowAsync(environment, api.WatchAsync(ns, new WatchRequest { Name = name }, CancellationToken.None), show && format is null, CancellationToken.None);
        if (format is not null || !show || !environment.IsTerminal)
            WorkflowOutput.Write(environment, end.Json, format);
        return end.Phase == "Succeeded" ? ExitCodes.Succeeded : ExitCodes.Failed;
    }

    private static string? Namespace(JsonElement manifest) => manifest.Member("metadata", "namespace")?.GetString();
}
