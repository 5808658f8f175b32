namespace Fleet.Coordinator.Resources;

/// <summary>The kinds of objects that stand beside workflows.</summary>
public static class ResourceKinds
{
    /// <summary>Argo's WorkflowTemplate.</summary>
    public const string WorkflowTemplate = "WorkflowTemplate";

    /// <summary>Argo's ClusterWorkflowTemplate: one for all namespaces.</summary>
    public const string ClusterWorkflowTemplate = "ClusterWorkflowTemplate";

    /// <summary>Kubernetes' ConfigMap.</summary>
    public const string ConfigMap = "ConfigMap";

    /// <summary>Kubernetes' Secret; its values are stored sealed.</summary>
    public const string Secret = "Secret";

    /// <summary>A limit for semaphores, kept in the database (<c>fleet sync</c>); no manifest of it is ever applied.</summary>
    public const string SyncLimit = "SyncLimit";

    /// <summary>Namespace of what names none.</summary>
    public const string DefaultNamespace = "default";

    /// <summary>All that have manifests of users.</summary>
    public static IReadOnlyList<string> All { get; } = [WorkflowTemplate, ClusterWorkflowTemplate, ConfigMap, Secret];

    /// <summary>Objects of the kind have no namespace.</summary>
    public static bool IsOfCluster(string kind) => kind == ClusterWorkflowTemplate;

    /// <summary>The kind as Kubernetes and Argo name it in messages, such as <c>workflowtemplates.argoproj.io</c>.</summary>
    public static string Plural(string kind) => kind switch
    {
        WorkflowTemplate => "workflowtemplates.argoproj.io",
        ClusterWorkflowTemplate => "clusterworkflowtemplates.argoproj.io",
        ConfigMap => "configmaps",
        Secret => "secrets",
        SyncLimit => "synclimits",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no kind of object beside workflows"),
    };
}
