using System.CommandLine;
using System.Text.Json;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary><c>--from KIND/NAME</c> of <c>run</c> and <c>submit</c>: a stored template instead of a file.</summary>
internal static class TemplateOption
{
    public static Option<string?> Create() => new("--from") { Description = "Run a stored template instead of a file: template/NAME or clustertemplate/NAME.", HelpName = "KIND/NAME" };

    /// <summary>The workflow that runs a template.</summary>
    /// <exception cref="CliException">It names no template.</exception>
    public static ManifestText Manifest(string from)
    {
        var slash = from.IndexOf('/', StringComparison.Ordinal);
        var kind = slash > 0 ? ResourceKindNames.Kind(from[..slash]) : null;
        if (kind is not ("WorkflowTemplate" or "ClusterWorkflowTemplate") || slash + 1 == from.Length)
            throw new CliException($"--from {from}: write template/NAME or clustertemplate/NAME.", ExitCodes.Invalid);
        var (name, cluster) = (from[(slash + 1)..], kind == "ClusterWorkflowTemplate");
        return new ManifestText("--from " + from, JsonSerializer.Serialize(new
        {
            apiVersion = "argoproj.io/v1alpha1",
            kind = "Workflow",
            metadata = new { generateName = name + "-" },
            spec = new { workflowTemplateRef = new { name, clusterScope = cluster } },
        }));
    }
}
