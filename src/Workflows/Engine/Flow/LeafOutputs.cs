using System.Globalization;
using Fleet.Workflows.Engine.Artifacts;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Outputs of leafs.</summary>
internal static class LeafOutputs
{
    /// <summary>Outputs whose value stands in the template; null: none.</summary>
    /// <exception cref="SpecFormatException">One is too large.</exception>
    public static NodeOutputs? Initial(ValueTable values, Template template) => template.Outputs.Parameters.Any(p => p.Value is not null) ? Declared(values, template) : null;

    /// <summary>All outputs of a template, with the values that stand in it.</summary>
    /// <exception cref="SpecFormatException">One is too large.</exception>
    public static NodeOutputs Declared(ValueTable values, Template template) =>
        new() { Parameters = [.. template.Outputs.Parameters.Select(p => new OutputParameter(p.Name, values.Output(p.Name, p.Value), p.GlobalName))] };

    /// <summary>Outputs of a task that ended.</summary>
    /// <exception cref="SpecFormatException">One is too large.</exception>
    public static NodeOutputs Of(ValueTable values, TaskRequest request, TaskOutcome outcome) => new()
    {
        Parameters = Parameters(values, request.Template, outcome),
        Artifacts = ArtifactOutputs.OfLeaf(request.Template, outcome),
        Result = outcome.Http is { } answer ? answer.Body : request.CaptureResult || request.Template.Data is not null ? outcome.Result : null,
        ExitCode = Main(outcome.Containers)?.ExitCode?.ToString(CultureInfo.InvariantCulture),
    };

    // A container set may have no main.
    private static ContainerOutcome? Main(IReadOnlyList<ContainerOutcome> containers) =>
        containers.FirstOrDefault(c => c.Name == "main") ?? (containers.Count > 0 ? containers[0] : null);

    private static OutputParameter[] Parameters(ValueTable values, Template template, TaskOutcome outcome)
    {
        var declared = template.Outputs.Parameters;
        if (declared.Count == 0)
            return [];
        var result = new OutputParameter[declared.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var value = outcome.Parameters.TryGetValue(declared[i].Name, out var found) ? found : values.Output(declared[i].Name, declared[i].Value ?? declared[i].ValueFrom?.Default);
            result[i] = new OutputParameter(declared[i].Name, value, declared[i].GlobalName);
        }

        return result;
    }
}
