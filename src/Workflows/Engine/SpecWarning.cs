using System.Text.Json;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Spec.Fields;

namespace Fleet.Workflows.Engine;

/// <summary>What of a workflow is kept and has no effect, or cannot run here: of its own manifest, of the WorkflowTemplate it is made of, and of the templates of others that it has used so far.</summary>
/// <param name="Templates">How many templates of others were looked at; with another one it is made anew.</param>
/// <param name="Text">A sentence for each thing (condition SpecWarning); empty: nothing.</param>
internal sealed record SpecWarning(int Templates, string Text)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = SpecReader.MaxDepth };

    /// <summary>That of a workflow.</summary>
    /// <param name="state">The workflow.</param>
    /// <param name="made">What was made of it before; null: nothing.</param>
    public static SpecWarning Of(WorkflowState state, SpecWarning? made) => made?.Templates == state.Library.ReferencedCount ? made : Make(state);

    private static SpecWarning Make(WorkflowState state)
    {
        var warnings = new FieldWarnings();
        using (var manifest = JsonDocument.Parse(state.Manifest, Options))
        {
            warnings.Add(manifest.RootElement, "Workflow", SpecPath.Root);
            if (JsonPart.Object(JsonPart.Object(manifest.RootElement, "status"), "storedWorkflowTemplateSpec") is { ValueKind: JsonValueKind.Object } stored)
                warnings.Add(stored, "WorkflowSpec", SpecPath.Root["spec"]);
        }

        foreach (var handle in state.Library.Referenced)
            warnings.Add(JsonPart.Element(handle.Template.Json), "Template", SpecPath.Root[handle.Scope]["templates"][handle.Template.Name]);
        return new SpecWarning(state.Library.ReferencedCount, ShownMessage.Of(string.Join("; ", warnings.Sentences))!);
    }
}
