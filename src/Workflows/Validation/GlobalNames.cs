using System.Globalization;
using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>The variables of the workflow itself (docs/variables.md, "Global").</summary>
internal static class GlobalNames
{
    private static readonly string[] Fixed =
    [
        "workflow.name", "workflow.namespace", "workflow.mainEntrypoint", "workflow.serviceAccountName", "workflow.uid", "workflow.status",
        "workflow.annotations", "workflow.annotations.json", "workflow.labels", "workflow.labels.json",
    ];

    public static void Add(ValidationRun run, Arguments arguments, Workflow? source, WorkflowMetadata? defaults)
    {
        foreach (var name in Fixed)
            run.AddGlobal(name);
        if (arguments.Parameters.Count > 0)
        {
            run.AddGlobal("workflow.parameters");
            run.AddGlobal("workflow.parameters.json");
        }
        foreach (var parameter in arguments.Parameters)
            run.Globals[$"workflow.parameters.{parameter.Name}"] = parameter.Value is { } value && !ValueTable.IsNamed(value) ? value : run.NextPlaceholder();
        var manifest = run.Manifest;
        WorkflowMetadata?[] added = [manifest.Spec.WorkflowMetadata, source?.Spec.WorkflowMetadata, defaults];
        foreach (var name in manifest.Metadata.Annotations.Keys.Concat(added.SelectMany(m => m?.Annotations.Keys ?? [])))
            run.AddGlobal($"workflow.annotations.{name}");
        foreach (var name in manifest.Metadata.Labels.Keys.Concat(added.SelectMany(m => (m?.Labels.Keys ?? []).Concat(m?.LabelsFrom.Keys ?? []))))
            run.AddGlobal($"workflow.labels.{name}");
        if (manifest.Spec.Priority is { } priority)
            run.Globals["workflow.priority"] = priority.ToString(CultureInfo.InvariantCulture);
    }
}
