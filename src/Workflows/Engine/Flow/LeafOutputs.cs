using System.Globalization;
using Fleet.Workflows.Engine.Artifacts;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Outputs of leafs.</summary>
internal static class LeafOutputs
{
    /// <summary>Outputs whose value stands in the template; null: none.</summary>
    public static NodeOutputs? Initial(Template template)
    {
        if (!template.Outputs.Parameters.Any(p => p.Value is not null))
            return null;
        return new NodeOutputs { Parameters = [.. template.Outputs.Parameters.Select(p => new OutputParameter(p.Name, p.Value, p.GlobalName))] };
    }

    /// <summary>Outputs of a task that ended.</summary>
    public static NodeOutputs Of(TaskRequest request, TaskOutcome outcome) => new()
    {
        Parameters = Parameters(request.Template, outcome),
        Artifacts = ArtifactOutputs.OfLeaf(request.Template, outcome),
        Result = outcome.Http is { } answer ? answer.Body : request.CaptureResult || request.Template.Data is not null ? outcome.Result : null,
        ExitCode = Main(outcome.Containers)?.ExitCode?.ToString(CultureInfo.InvariantCulture),
    };

    // A container set may have no main.
    private static ContainerOutcome? Main(IReadOnlyList<ContainerOutcome> containers) =>
        containers.FirstOrDefault(c => c.Name == "main") ?? (containers.Count > 0 ? containers[0] : null);

    private static OutputParameter[] Parameters(Template template, TaskOutcome outcome)
    {
        var declared = template.Outputs.Parameters;
        if (declared.Count == 0)
            return [];
        var result = new OutputParameter[declared.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var value = outcome.Parameters.TryGetValue(declared[i].Name, out var found) ? found : declared[i].Value ?? declared[i].ValueFrom?.Default;
            result[i] = new OutputParameter(declared[i].Name, value, declared[i].GlobalName);
        }

        return result;
    }
}
