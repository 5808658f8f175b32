using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>Reads templates and what is particular to their types.</summary>
internal static class TemplateReader
{
    public static Template Template(JsonElement e) => Template(e, e.GetRawText());

    public static Template Template(JsonElement e, string json)
    {
        var template = new Template
        {
            Json = json,
            Name = e.Text("name"u8),
            Inputs = e.Object("inputs"u8, ValueReader.Inputs) ?? Inputs.None,
            Outputs = e.Object("outputs"u8, ValueReader.Outputs) ?? Outputs.None,
            Container = e.Object("container"u8, ContainerReader.Container),
            Script = e.Object("script"u8, ContainerReader.Script),
            Steps = e.ListOrNull("steps"u8, Group),
            Dag = e.Object("dag"u8, Dag),
            Suspend = e.Object("suspend"u8, v => new SuspendTemplate { Duration = v.NonEmpty("duration"u8) }),
            ContainerSet = e.Object("containerSet"u8, LeafReader.ContainerSet),
            Resource = e.Object("resource"u8, LeafReader.Resource),
            Http = e.Object("http"u8, LeafReader.Http),
            Data = e.Object("data"u8, LeafReader.Data),
            Plugin = e.Raw("plugin"u8),
            RetryStrategy = e.Object("retryStrategy"u8, Retry),
            Timeout = e.NonEmpty("timeout"u8),
            PendingTimeout = e.NonEmpty("pendingTimeout"u8),
            ActiveDeadlineSeconds = e.NonEmpty("activeDeadlineSeconds"u8),
            Daemon = e.Flag("daemon"u8),
            Sidecars = e.List("sidecars"u8, ContainerReader.User),
            InitContainers = e.List("initContainers"u8, ContainerReader.User),
            Volumes = e.List("volumes"u8, VolumeReader.Volume),
            Memoize = e.Object("memoize"u8, Memoize),
            Synchronization = e.Object("synchronization"u8, Synchronization),
            Parallelism = e.Long("parallelism"u8),
            FailFast = e.Flag("failFast"u8),
            Annotations = e.Map("annotations"u8),
            Metadata = e.Object("metadata"u8, ManifestReader.Metadata),
            NodeSelector = e.Map("nodeSelector"u8),
            PodSpecPatch = e.NonEmpty("podSpecPatch"u8),
            PatchedPod = e.Object(PodKey, Patched),
            TerminationGracePeriodSeconds = e.Long("terminationGracePeriodSeconds"u8),
            PodResources = e.Object("podResources"u8, ContainerReader.Resources),
            ArchiveLocation = e.Raw("archiveLocation"u8),
            Metrics = e.Raw("metrics"u8),
            HostAliases = e.List("hostAliases"u8, ManifestReader.HostAlias),
            SecurityContext = e.Object("securityContext"u8, ContainerReader.SecurityContext),
            ServiceAccountName = e.NonEmpty("serviceAccountName"u8),
        };
        return template with { Type = TypeOf(template) };
    }

    private static ReadOnlySpan<byte> PodKey => "patchedPod"u8;

    private static PatchedPod Patched(JsonElement e) => new()
    {
        DnsConfig = e.Raw("dnsConfig"u8),
        HostNetwork = e.Has("hostNetwork"u8, out _) ? e.Flag("hostNetwork"u8) : null,
        ImagePullSecrets = e.Has("imagePullSecrets"u8, out _) ? e.List("imagePullSecrets"u8, v => v.Text("name"u8)) : null,
    };

    public static RetryStrategy Retry(JsonElement e) => new()
    {
        Limit = e.NonEmpty("limit"u8),
        RetryPolicy = e.NonEmpty("retryPolicy"u8),
        Expression = e.NonEmpty("expression"u8),
        Backoff = e.Object("backoff"u8, v => new Backoff
        {
            Duration = v.NonEmpty("duration"u8),
            Factor = v.NonEmpty("factor"u8),
            Cap = v.NonEmpty("cap"u8),
            MaxDuration = v.NonEmpty("maxDuration"u8),
        }),
        NodeAntiAffinity = e.Has("affinity"u8, out var affinity) && affinity.Has("nodeAntiAffinity"u8, out _),
    };

    public static Synchronization Synchronization(JsonElement e) => new()
    {
        Json = e.GetRawText(),
        Mutexes = e.List("mutexes"u8, v => new Mutex
        {
            Name = v.Text("name"u8),
            Namespace = v.NonEmpty("namespace"u8),
            Database = v.Flag("database"u8),
        }),
        Semaphores = e.List("semaphores"u8, v => new Semaphore
        {
            ConfigMapKeyRef = v.Object("configMapKeyRef"u8, ValueReader.Key),
            DatabaseKey = v.Has("database"u8, out var database) ? database.Text("key"u8) : null,
            Namespace = v.NonEmpty("namespace"u8),
        }),
    };

    // The order in which Argo looks.
    private static TemplateType TypeOf(Template t) => t switch
    {
        { Container: not null } => TemplateType.Container,
        { ContainerSet: not null } => TemplateType.ContainerSet,
        { Steps: not null } => TemplateType.Steps,
        { Dag: not null } => TemplateType.Dag,
        { Script: not null } => TemplateType.Script,
        { Resource: not null } => TemplateType.Resource,
        { Data: not null } => TemplateType.Data,
        { Suspend: not null } => TemplateType.Suspend,
        { Http: not null } => TemplateType.Http,
        { Plugin: not null } => TemplateType.Plugin,
        _ => TemplateType.None,
    };

    private static IReadOnlyList<WorkflowStep> Group(JsonElement e)
    {
        if (e.ValueKind == JsonValueKind.Null)
            return [];
        var group = new WorkflowStep[e.GetArrayLength()];
        var i = 0;
        foreach (var step in e.EnumerateArray())
            group[i++] = CallReader.Step(step);
        return group;
    }

    private static DagTemplate Dag(JsonElement e) => new()
    {
        Tasks = e.List("tasks"u8, CallReader.Task),
        Target = e.NonEmpty("target"u8),
        FailFast = e.Flag("failFast"u8, otherwise: true),
    };

    public static Memoize Memoize(JsonElement e) => new()
    {
        Key = e.Text("key"u8),
        MaxAge = e.Text("maxAge"u8),
        ConfigMap = e.Has("cache"u8, out var cache) ? cache.Object("configMap"u8, ValueReader.Key) : null,
    };
}
