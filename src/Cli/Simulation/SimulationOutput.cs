using System.Globalization;
using System.Text.Json;
using Fleet.Cli.Output;
using Fleet.Cli.Rendering;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Simulation;
using Fleet.Workflows.Status;

namespace Fleet.Cli.Simulation;

/// <summary>Writes what came of a simulation: the workflow as <c>fleet get</c> shows it, the timeline, and why it came to a halt.</summary>
internal sealed class SimulationOutput(CliEnvironment environment, string? format, bool timeline)
{
    public void Write(SimulationResult result, SimulationOptions options)
    {
        var workflow = JsonSerializer.Deserialize<JsonElement>(WorkflowStatusWriter.WriteToBytes(result.State));
        var rows = timeline ? TimelineRow.Of(result) : [];
        if (format is "json" or "yaml")
            WorkflowOutput.Write(environment, timeline ? JsonSerializer.SerializeToElement(new { workflow, timeline = rows }, JsonSerializerOptions.Web) : workflow, format);
        else if (format == "name")
            WorkflowOutput.Write(environment, workflow, format);
        else
            Print(GetPrinter.Lines(WorkflowView.Read(workflow), new RenderOptions(environment.Utf8, format ?? "", result.End)));
        if (timeline && format is not ("json" or "yaml"))
            Print(["", .. TimelinePlot.Lines(rows, (result.End - options.Start).TotalSeconds, Title(result, options), environment.Size().Columns, environment.Utf8)]);
        foreach (var reason in result.Stalled)
            environment.Error.WriteLine($"fleet: not over: {reason}");
    }

    private void Print(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            environment.WriteMarkup(line);
    }

    private static string Title(SimulationResult result, SimulationOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{GoDuration.FromTimeSpan(result.End - options.Start)} with {(options.Slots == int.MaxValue ? "any number of slots" : $"{options.Slots} slot{(options.Slots == 1 ? "" : "s")}")}; at most {result.MostRunning} at once");
}
