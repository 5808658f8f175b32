using System.Text.Json;
using Fleet.Cli.Rendering;
using Fleet.Client;

namespace Fleet.Cli.Output;

/// <summary>Writes workflows to standard output in the format that <c>-o</c> asks for.</summary>
internal static class WorkflowOutput
{
    /// <summary>Values of <c>-o</c>.</summary>
    public static readonly string[] Formats = ["json", "yaml", "name", "wide", "short"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A workflow that does not exist: it may have no name yet.</summary>
    public static void WriteObject(CliEnvironment environment, JsonElement workflow, string format)
    {
        if (format == "name")
            environment.Out.WriteLine((workflow.Member("metadata", "name") ?? workflow.Member("metadata", "generateName"))?.GetString());
        else
            Write(environment, workflow, format);
    }

    /// <summary>A workflow that was watched as it is to be written: whole, where all of it is asked for. A watch leaves large values out.</summary>
    public static async Task<JsonElement> WholeAsync(IFleetApi api, WorkflowView watched, string? format)
    {
        try
        {
            return format is "json" or "yaml" ? await api.GetAsync(watched.Namespace, watched.Name, CancellationToken.None) : watched.Json;
        }
        catch (FleetApiException)
        {
            // It is gone meanwhile: what was seen of it.
            return watched.Json;
        }
    }

    /// <summary>One workflow; for people perhaps only with some of its nodes.</summary>
    public static void Write(CliEnvironment environment, JsonElement workflow, string? format, Func<NodeView, bool>? shows = null)
    {
        switch (format)
        {
            case "json":
                environment.Out.WriteLine(JsonSerializer.Serialize(workflow, Indented));
                break;
            case "yaml":
                JsonToYaml.Write(workflow, environment.Out);
                break;
            case "name":
                environment.Out.WriteLine(WorkflowView.Read(workflow).Name);
                break;
            default:
                foreach (var line in GetPrinter.Lines(WorkflowView.Read(workflow), Options(environment, format) with { Shows = shows }))
                    environment.WriteMarkup(line);
                break;
        }
    }

    /// <summary>A list of workflows.</summary>
    public static void WriteList(CliEnvironment environment, IReadOnlyList<JsonElement> workflows, bool allNamespaces, string? format)
    {
        switch (format)
        {
            case "json":
                environment.Out.WriteLine(JsonSerializer.Serialize(workflows, Indented));
                break;
            case "yaml":
                JsonToYaml.Write(JsonSerializer.SerializeToElement(workflows), environment.Out);
                break;
            case "name":
                foreach (var workflow in workflows)
                    environment.Out.WriteLine(WorkflowView.Read(workflow).Name);
                break;
            default:
                foreach (var line in ListPrinter.Lines([.. workflows.Select(WorkflowView.Read)], allNamespaces, Options(environment, format)))
                    environment.WriteMarkup(line);
                break;
        }
    }

    /// <summary>How things are shown on this terminal.</summary>
    public static RenderOptions Options(CliEnvironment environment, string? format) => new(environment.Utf8, format ?? "", environment.Time.GetUtcNow());
}
