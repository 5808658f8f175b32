using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Rendering;
using Fleet.Client;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet cp</c>: output artifacts as they are stored, as <c>argo cp</c>.</summary>
internal static class CopyCommand
{
    private const string DefaultPath = "{namespace}/{workflowName}/{nodeId}/outputs/{artifactName}";

    public static Command Create(CliEnvironment environment)
    {
        var name = CommandOptions.Name();
        var folder = CommandOptions.RefuseOptions(new Argument<string>("DIR") { Description = "Folder that the artifacts are written to; it is made when needed." });
        var node = new Option<string?>("--node-id") { Description = "Only of the node with this id.", HelpName = "ID" };
        var template = new Option<string?>("--template-name") { Description = "Only of nodes of this template.", HelpName = "NAME" };
        var artifact = new Option<string?>("--artifact-name") { Description = "Only artifacts of this name.", HelpName = "NAME" };
        var path = new Option<string>("--path")
        {
            Description = "Folder of each artifact in DIR, with {namespace}, {workflowName}, {nodeId}, {templateName} and {artifactName}.",
            DefaultValueFactory = _ => DefaultPath,
            HelpName = "PATH",
        };
        var command = new Command("cp", "Copies output artifacts of a workflow to this machine, as they are stored.") { name, folder, node, template, artifact, path };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var connection = await FleetConnection.OpenAsync(parsed, environment, cancellationToken);
            var workflow = WorkflowView.Read(await connection.Api.GetAsync(parsed.GetValue(GlobalOptions.Namespace)!, parsed.GetRequiredValue(name), cancellationToken));
            var (copied, missing) = (0, 0);
            foreach (var found in workflow.Nodes.Values.Where(each => Fits(parsed.GetValue(node), each.Id) && Fits(parsed.GetValue(template), TemplateOf(each))))
            {
                foreach (var entry in found.Json.Items("outputs", "artifacts").Where(each => Fits(parsed.GetValue(artifact), each.Text("name"))))
                {
                    var output = entry.Text("name");
                    if (ArtifactText.IsDeleted(entry))
                    {
                        await environment.Error.WriteLineAsync($"artifact {output} of {found.DisplayName} was deleted (artifactGC): left out");
                        continue;
                    }

                    var inner = Place(parsed.GetValue(path)!, workflow, found, output);
                    try
                    {
                        await environment.Error.WriteLineAsync($"Created \"{await CopyAsync(connection.Api, workflow, found, output, Path.Combine(parsed.GetRequiredValue(folder), inner), cancellationToken)}\"");
                        copied++;
                    }
                    catch (FleetApiException error) when (error.IsNotFound)
                    {
                        await environment.Error.WriteLineAsync($"artifact {output} of {found.DisplayName} ({ArtifactText.Place(entry)}) was left out: {error.Message}");
                        missing++;
                    }
                }
            }

            if (copied == 0)
                await environment.Error.WriteLineAsync($"workflow {workflow.Name} has no such output artifact: nothing was copied");
            return missing == 0 ? ExitCodes.Succeeded : ExitCodes.Failed;
        });
        return command;
    }

    private static bool Fits(string? asked, string value) => string.IsNullOrEmpty(asked) || asked == value;

    private static string TemplateOf(NodeView node) => node.TemplateName.Length > 0 ? node.TemplateName : node.Json.Member("templateRef", "template")?.ToString() ?? "";

    private static async Task<string> CopyAsync(IFleetApi api, WorkflowView workflow, NodeView node, string artifact, string folder, CancellationToken cancellationToken)
    {
        await using var file = await api.DownloadAsync(workflow.Namespace, workflow.Name, node.Id, artifact, cancellationToken);
        var target = Path.Combine(folder, PathParts.Of(file.Name));
        // Not under its name before it is whole.
        var partial = target + ".partial";
        try
        {
            Directory.CreateDirectory(folder);
            await using (var output = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None))
                await file.Content.CopyToAsync(output, cancellationToken);
            File.Move(partial, target, overwrite: true);
            return target;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or OperationCanceledException or HttpRequestException)
        {
            File.Delete(partial);
            if (error is OperationCanceledException)
                throw;
            throw new CliException($"artifact {artifact} of {node.DisplayName} was not written to {target}: {error.Message}");
        }
    }

    // Values are one part of a path each: what a workflow is called must not lead out of the folder. What the user writes may.
    private static string Place(string path, WorkflowView workflow, NodeView node, string artifact) => path
        .Replace("{templateName}", PathParts.Of(TemplateOf(node)), StringComparison.Ordinal)
        .Replace("{namespace}", PathParts.Of(workflow.Namespace), StringComparison.Ordinal)
        .Replace("{workflowName}", PathParts.Of(workflow.Name), StringComparison.Ordinal)
        .Replace("{nodeId}", PathParts.Of(node.Id), StringComparison.Ordinal)
        .Replace("{artifactName}", PathParts.Of(artifact), StringComparison.Ordinal)
        .TrimStart('/');
}
