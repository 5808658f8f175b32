using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>Reads <c>metadata</c> and <c>spec</c>.</summary>
internal static class ManifestReader
{
    public static Workflow Workflow(JsonElement e, string json) => new()
    {
        Json = json,
        ApiVersion = e.Text("apiVersion"u8),
        Kind = e.Text("kind"u8),
        Metadata = e.Object("metadata"u8, ObjectMeta) ?? new ObjectMeta(),
        Spec = SpecOf(e) is { ValueKind: not JsonValueKind.Undefined } spec ? Spec(spec) : new WorkflowSpec(),
        Resources = e.List("resources"u8, v => v.GetRawText()),
    };

    /// <summary>The specification that runs: with a workflow template merged in, once that was done; else as written.</summary>
    public static JsonElement SpecOf(JsonElement e) =>
        e.Has("status"u8, out var status) && status.ValueKind == JsonValueKind.Object && status.Has("storedWorkflowTemplateSpec"u8, out var stored) ? stored
        : e.Has("spec"u8, out var spec) ? spec : default;

    public static WorkflowSpec Spec(JsonElement e) => WithoutTemplates(e) with { Templates = e.List("templates"u8, TemplateReader.Template) };

    /// <summary>All of it but <c>templates</c>, nearly all there is in a large one: for whoever looks at each of them by itself.</summary>
    public static WorkflowSpec WithoutTemplates(JsonElement e) => new()
    {
        Entrypoint = e.Text("entrypoint"u8),
        Arguments = e.Object("arguments"u8, ValueReader.Arguments) ?? Arguments.None,
        OnExit = e.NonEmpty("onExit"u8),
        Hooks = e.Map("hooks"u8, CallReader.Hook),
        Parallelism = e.Long("parallelism"u8),
        ActiveDeadlineSeconds = e.Long("activeDeadlineSeconds"u8),
        Suspend = e.Flag("suspend"u8),
        Shutdown = e.NonEmpty("shutdown"u8),
        RetryStrategy = e.Object("retryStrategy"u8, TemplateReader.Retry),
        TtlStrategy = e.Object("ttlStrategy"u8, Ttl),
        WorkflowMetadata = e.Object("workflowMetadata"u8, WorkflowMetadata),
        Priority = e.Int("priority"u8),
        ServiceAccountName = e.NonEmpty("serviceAccountName"u8),
        ArchiveLogs = e.FlagOrNull("archiveLogs"u8),
        ArtifactGc = e.Raw("artifactGC"u8),
        ArtifactRepositoryRef = e.Raw("artifactRepositoryRef"u8),
        Metrics = e.Raw("metrics"u8),
        NodeSelector = e.Map("nodeSelector"u8),
        PodMetadata = e.Object("podMetadata"u8, Metadata),
        PodSpecPatch = e.NonEmpty("podSpecPatch"u8),
        PodResources = e.Object("podResources"u8, ContainerReader.Resources),
        ImagePullSecrets = e.List("imagePullSecrets"u8, v => v.Text("name"u8)),
        HostNetwork = e.Flag("hostNetwork"u8),
        DnsPolicy = e.NonEmpty("dnsPolicy"u8),
        SecurityContext = e.Object("securityContext"u8, ContainerReader.SecurityContext),
        PodTags = PodFields.Tagged(e),
        TemplateDefaults = e.Object("templateDefaults"u8, TemplateReader.Template),
        WorkflowTemplateRef = e.Object("workflowTemplateRef"u8, v => new WorkflowTemplateRef { Name = v.Text("name"u8), ClusterScope = v.Flag("clusterScope"u8) }),
        Volumes = e.List("volumes"u8, VolumeReader.Volume),
        VolumeClaimTemplates = e.List("volumeClaimTemplates"u8, v => v.Has("metadata"u8, out var metadata) ? metadata.Text("name"u8) : ""),
        VolumeClaimGc = e.Has("volumeClaimGC"u8, out var claims) ? claims.NonEmpty("strategy"u8) : null,
        Synchronization = e.Object("synchronization"u8, TemplateReader.Synchronization),
        PodGc = e.Object("podGC"u8, PodGc),
        HostAliases = e.List("hostAliases"u8, HostAlias),
        DnsConfig = e.Raw("dnsConfig"u8),
    };

    public static Metadata Metadata(JsonElement e) => new() { Labels = e.Map("labels"u8), Annotations = e.Map("annotations"u8) };

    public static HostAlias HostAlias(JsonElement e) => new() { Ip = e.Text("ip"u8), Hostnames = e.Texts("hostnames"u8) };

    private static ObjectMeta ObjectMeta(JsonElement e) => new()
    {
        Name = e.Text("name"u8),
        GenerateName = e.Text("generateName"u8),
        Namespace = e.Text("namespace"u8),
        Uid = e.Text("uid"u8),
        Labels = e.Map("labels"u8),
        Annotations = e.Map("annotations"u8),
    };

    private static WorkflowMetadata WorkflowMetadata(JsonElement e) => new()
    {
        Labels = e.Map("labels"u8),
        Annotations = e.Map("annotations"u8),
        LabelsFrom = e.Map("labelsFrom"u8, v => v.Text("expression"u8)),
    };

    private static TtlStrategy Ttl(JsonElement e) => new()
    {
        SecondsAfterCompletion = e.Long("secondsAfterCompletion"u8),
        SecondsAfterSuccess = e.Long("secondsAfterSuccess"u8),
        SecondsAfterFailure = e.Long("secondsAfterFailure"u8),
    };

    public static PodGc PodGc(JsonElement e) => new()
    {
        Strategy = e.NonEmpty("strategy"u8),
        LabelSelector = e.Raw("labelSelector"u8),
        DeleteDelayDuration = e.NonEmpty("deleteDelayDuration"u8),
    };
}
