using System.Text.Json;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Spec.Fields;

namespace Fleet.Workflows.Status;

/// <summary>What of a workflow is kept and has no effect here: of its own manifest, of the WorkflowTemplate it is made of, and of the templates of others that it has used so far.</summary>
internal static class SpecWarnings
{
    /// <summary>A sentence for each field.</summary>
    /// <param name="state">The workflow.</param>
    /// <param name="manifest">Its manifest as accepted.</param>
    public static IReadOnlyList<string> Of(WorkflowState state, JsonElement manifest)
    {
        var warnings = new FieldWarnings();
        warnings.Add(manifest, "Workflow", SpecPath.Root);
        if (ObjectWriter.Field(ObjectWriter.Field(manifest, "status"), "storedWorkflowTemplateSpec") is { ValueKind: JsonValueKind.Object } stored)
            warnings.Add(stored, "WorkflowSpec", SpecPath.Root["spec"]);
        foreach (var handle in state.Library.Referenced)
        {
            using var template = JsonDocument.Parse(handle.Template.Json);
            warnings.Add(template.RootElement, "Template", SpecPath.Root[handle.Scope]["templates"][handle.Template.Name]);
        }

        return warnings.Sentences;
    }
}
