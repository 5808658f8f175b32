using System.Collections.Frozen;

namespace Fleet.Workflows.Spec.Fields;

/// <summary>
/// Every field of the manifests Argo knows, and of ConfigMaps and Secrets, with its class: the one table that reading, validation, lint and the documentation share
/// (Argo v4.1's field reference; Kubernetes' core/v1 where Argo takes its types from there).
/// </summary>
public static class FieldTable
{
    private static readonly FrozenDictionary<string, FieldType> ByName = FieldTableParser.Parse(
        ManifestFields.Table,
        TemplateFieldRows.Table,
        ArtifactFields.Table,
        ContainerFields.Table,
        VolumeFields.Table);

    /// <summary>The kinds of manifests: Argo's, and Kubernetes' ConfigMap and Secret.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "ConfigMap", "Secret", "CronWorkflow", "WorkflowEventBinding"];

    /// <summary>Every type, by name.</summary>
    public static IReadOnlyList<FieldType> Types { get; } = [.. ByName.Values.OrderBy(t => t.Name, StringComparer.Ordinal)];

    /// <summary>The type of that name; null: there is none.</summary>
    /// <param name="name">The name of a kind or type.</param>
    /// <returns>The type.</returns>
    public static FieldType? Find(string name) => ByName.GetValueOrDefault(name);
}
