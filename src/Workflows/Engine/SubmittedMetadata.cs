using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Kubernetes;
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
    /// <param name="values">Large arguments that the manifest names; null: none.</param>
    /// <param name="configMaps">Finds ConfigMaps of its namespace, for arguments that come from them; those that came with it need none. Null: there are no others.</param>
    /// <returns>The manifest with them; without those of <c>labelsFrom</c> where the ConfigMap of an argument is missing: the workflow ends in Error when it begins.</returns>
    /// <exception cref="SpecFormatException">Labels cannot be what they are to be, or an expression of <c>labelsFrom</c> has no text as its value; says which, all of them.</exception>
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> manifest, Guid uid, string name, string @namespace, DateTimeOffset createdAt, IReadOnlyList<StoredValue>? values = null, Func<string, IReadOnlyDictionary<string, string>?>? configMaps = null)
    {
        var state = WorkflowState.Create(manifest, uid, name, @namespace, createdAt, values);
        var spec = state.Workflow.Spec;
        if (spec is { WorkflowMetadata: null, WorkflowTemplateRef: null })
            return manifest;
        var metadata = spec.WorkflowMetadata ?? new WorkflowMetadata();
        var labels = new Dictionary<string, string>(metadata.Labels, StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var (label, value) in metadata.Labels)
            Check(label, value, "", faults);
        // They see those that stand beside them (Argo's source updateWorkflowMetadata).
        if (metadata.LabelsFrom.Count > 0 && metadata.Labels.Count + metadata.Annotations.Count > 0)
            state = WorkflowState.Create(System.Text.Encoding.UTF8.GetBytes(AcceptedManifest.WithMetadata(state.Workflow.Json, metadata.Labels, metadata.Annotations)), uid, name, @namespace, createdAt, values);
        var known = metadata.LabelsFrom.Count > 0 && TakeArguments(state, configMaps);
        foreach (var (label, expression) in metadata.LabelsFrom.Where(_ => known))
        {
            if (Evaluate(state, label, expression, faults) is not { } value)
                continue;
            Check(label, value, $" and expression \"{expression}\"", faults);
            labels[label] = value;
        }

        if (faults.Count > 0)
            throw new SpecFormatException(string.Join("; ", faults));
        if (spec.WorkflowTemplateRef is { } template)
            labels[LabelOf(template)] = template.Name;
        return System.Text.Encoding.UTF8.GetBytes(AcceptedManifest.WithMetadata(state.Workflow.Json, labels, metadata.Annotations));
    }

    /// <summary>The label that names the workflow template that a workflow is made from.</summary>
    public static string LabelOf(WorkflowTemplateRef template) => template.ClusterScope ? "workflows.argoproj.io/cluster-workflow-template" : "workflows.argoproj.io/workflow-template";

    // As in Argo, they are known first (its source setExecWorkflow).
    private static bool TakeArguments(WorkflowState state, Func<string, IReadOnlyDictionary<string, string>?>? configMaps)
    {
        var turn = new Turn(state, state.CreatedAt);
        foreach (var key in ConfigMapInputs.Keys(turn, state.Arguments).Where(key => !ConfigMapInputs.IsGiven(turn, key)))
            turn.Answers.Add(ConfigMapValue.Of(key, configMaps?.Invoke(key.Name)));
        try
        {
            ArgumentFlow.Take(turn);
            return true;
        }
        catch (ExpressionException)
        {
            return false;
        }
    }

    // Argo's words (its source updateWorkflowMetadata).
    private static void Check(string label, string value, string origin, List<string> faults)
    {
        if (LabelRules.KeyFault(label) is { } wrong)
            faults.Add($"invalid label \"{label}\": {wrong}");
        if (LabelRules.ValueFault(value) is { } why)
            faults.Add($"invalid label value \"{value}\" for label \"{label}\"{origin}: {why}");
    }

    // Null: it has none, and the faults say why.
    private static string? Evaluate(WorkflowState state, string label, string source, List<string> faults)
    {
        string why;
        try
        {
            var expression = Expression.Parse(source);
            var names = new VariableScope([new GlobalVariables(state, state.CreatedAt)], expression.References);
            var value = expression.Evaluate(new EvaluationContext { Variables = names.ToEnvironment(), Now = state.CreatedAt, Seed = state.Seed });
            if (value is string text)
                return text;
            why = value is null ? $"'{source}' has no value" : $"'{source}' is no text; write string(...)";
        }
        catch (ExpressionException e)
        {
            why = e.Message;
        }

        faults.Add($"spec.workflowMetadata.labelsFrom.{label}.expression: {why}");
        return null;
    }
}
