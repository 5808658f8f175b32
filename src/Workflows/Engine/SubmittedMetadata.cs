using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine;

/// <summary>
/// Labels and annotations that a workflow gives itself when it is accepted: those of <c>spec.workflowMetadata</c> (Argo docs, "Fields", WorkflowMetadata), and which workflow template it
/// is made from.
/// </summary>
public static class SubmittedMetadata
{
    /// <summary>Puts them into the manifest's own metadata.</summary>
    /// <param name="manifest">The manifest, its workflow template merged in.</param>
    /// <param name="uid">Uid of the workflow.</param>
    /// <param name="name">Its final name.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="createdAt">Its creation.</param>
    /// <returns>The manifest with them.</returns>
    /// <exception cref="SpecFormatException">An expression of <c>labelsFrom</c> has no text as its value; says which.</exception>
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> manifest, Guid uid, string name, string @namespace, DateTimeOffset createdAt)
    {
        var state = WorkflowState.Create(manifest, uid, name, @namespace, createdAt);
        var spec = state.Workflow.Spec;
        if (spec is { WorkflowMetadata: null, WorkflowTemplateRef: null })
            return manifest;
        var metadata = spec.WorkflowMetadata ?? new WorkflowMetadata();
        var labels = new Dictionary<string, string>(metadata.Labels, StringComparer.Ordinal);
        foreach (var (label, expression) in metadata.LabelsFrom)
            labels[label] = Evaluate(state, label, expression);
        if (spec.WorkflowTemplateRef is { } template)
            labels[LabelOf(template)] = template.Name;
        return System.Text.Encoding.UTF8.GetBytes(AcceptedManifest.WithMetadata(state.Workflow.Json, labels, metadata.Annotations));
    }

    /// <summary>The label that names the workflow template that a workflow is made from.</summary>
    public static string LabelOf(WorkflowTemplateRef template) => template.ClusterScope ? "workflows.argoproj.io/cluster-workflow-template" : "workflows.argoproj.io/workflow-template";

    private static string Evaluate(WorkflowState state, string label, string source)
    {
        var path = $"spec.workflowMetadata.labelsFrom.{label}.expression";
        try
        {
            var expression = Expression.Parse(source);
            var names = new VariableScope([new GlobalVariables(state, state.CreatedAt)], expression.References);
            var value = expression.Evaluate(new EvaluationContext { Variables = names.ToEnvironment(), Now = state.CreatedAt, Seed = state.Seed });
            return value as string ?? throw new SpecFormatException($"{path}: '{source}' is no text; write string(...)");
        }
        catch (ExpressionException e)
        {
            throw new SpecFormatException($"{path}: {e.Message}", e);
        }
    }
}
