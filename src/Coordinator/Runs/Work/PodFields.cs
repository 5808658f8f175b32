using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>Fields of its pod that a variable may show (<c>env.valueFrom.fieldRef</c>), of those that are known before the pod has a host (Kubernetes, "Downward API").</summary>
internal static class PodFields
{
    /// <summary>Those, for sentences.</summary>
    public const string Known = "only metadata.name, metadata.namespace, metadata.labels['KEY'] and metadata.annotations['KEY']";

    /// <summary>The value; null: the field has no meaning here.</summary>
    public static string? Value(WorkScope scope, TaskRequest request, string field) => field switch
    {
        "metadata.name" => request.PodName,
        "metadata.namespace" => scope.Namespace,
        _ when KeyIn("metadata.labels", field) is { } key => PodBuilder.Merge(scope.Spec.PodMetadata?.Labels, request.Template.Metadata?.Labels).GetValueOrDefault(key, ""),
        _ when KeyIn("metadata.annotations", field) is { } key => PodBuilder.Merge(scope.Spec.PodMetadata?.Annotations, request.Template.Metadata?.Annotations).GetValueOrDefault(key, ""),
        _ => null,
    };

    private static string? KeyIn(string map, string field) =>
        field.StartsWith(map + "['", StringComparison.Ordinal) && field.EndsWith("']", StringComparison.Ordinal) && field.Length > map.Length + 4 ? field[(map.Length + 2)..^2] : null;
}
