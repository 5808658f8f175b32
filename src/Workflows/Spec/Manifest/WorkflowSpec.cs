namespace Fleet.Workflows.Spec;

/// <summary><c>spec</c> of a Workflow or a workflow template (Argo's WorkflowSpec).</summary>
public sealed record WorkflowSpec
{
    /// <summary><c>entrypoint</c>: name of the template that is the root node.</summary>
    public string Entrypoint { get; init; } = "";

    /// <summary><c>arguments</c>.</summary>
    public Arguments Arguments { get; init; } = Arguments.None;

    /// <summary><c>templates</c>, in the order of the manifest.</summary>
    public IReadOnlyList<Template> Templates { get; init; } = [];

    /// <summary><c>onExit</c>: template run when the entry node has ended.</summary>
    public string? OnExit { get; init; }

    /// <summary><c>hooks</c>: name to hook; <c>exit</c> is the exit handler.</summary>
    public IReadOnlyDictionary<string, LifecycleHook> Hooks { get; init; } = System.Collections.Frozen.FrozenDictionary<string, LifecycleHook>.Empty;

    /// <summary><c>parallelism</c>: most pods of the workflow at a time; null: no limit.</summary>
    public long? Parallelism { get; init; }

    /// <summary><c>activeDeadlineSeconds</c> of the whole workflow, in seconds; null: none.</summary>
    public long? ActiveDeadlineSeconds { get; init; }

    /// <summary><c>suspend</c>: accepted, but nothing starts until resumed.</summary>
    public bool Suspend { get; init; }

    /// <summary><c>shutdown</c>: <c>Stop</c> or <c>Terminate</c>; null: neither.</summary>
    public string? Shutdown { get; init; }

    /// <summary><c>retryStrategy</c>: for every template that has none of its own.</summary>
    public RetryStrategy? RetryStrategy { get; init; }

    /// <summary><c>templateDefaults</c>: merged under each template.</summary>
    public Template? TemplateDefaults { get; init; }

    /// <summary><c>workflowTemplateRef</c>: the workflow template that is run.</summary>
    public WorkflowTemplateRef? WorkflowTemplateRef { get; init; }

    /// <summary><c>volumes</c>.</summary>
    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    /// <summary><c>volumeClaimTemplates</c>: their names.</summary>
    public IReadOnlyList<string> VolumeClaimTemplates { get; init; } = [];

    /// <summary><c>volumeClaimGC.strategy</c>; null: OnWorkflowSuccess.</summary>
    public string? VolumeClaimGc { get; init; }

    /// <summary><c>synchronization</c> of the whole workflow.</summary>
    public Synchronization? Synchronization { get; init; }

    /// <summary><c>ttlStrategy</c>: when an ended workflow is deleted.</summary>
    public TtlStrategy? TtlStrategy { get; init; }

    /// <summary><c>workflowMetadata</c>.</summary>
    public WorkflowMetadata? WorkflowMetadata { get; init; }

    /// <summary><c>priority</c>; higher goes first; null is 0.</summary>
    public int? Priority { get; init; }

    /// <summary><c>serviceAccountName</c>: only the variable <c>workflow.serviceAccountName</c> is left of it.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary><c>archiveLogs</c>.</summary>
    public bool? ArchiveLogs { get; init; }

    /// <summary><c>artifactGC</c>, JSON text.</summary>
    public string? ArtifactGc { get; init; }

    /// <summary><c>artifactRepositoryRef</c>, JSON text.</summary>
    public string? ArtifactRepositoryRef { get; init; }

    /// <summary><c>metrics</c>, JSON text.</summary>
    public string? Metrics { get; init; }

    /// <summary><c>nodeSelector</c>: worker labels that must match.</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary><c>podGC</c>: when ended containers are removed.</summary>
    public PodGc? PodGc { get; init; }

    /// <summary><c>podMetadata</c>: labels and annotations of every pod.</summary>
    public Metadata? PodMetadata { get; init; }

    /// <summary><c>podSpecPatch</c>: JSON or YAML text.</summary>
    public string? PodSpecPatch { get; init; }

    /// <summary><c>podResources</c> of templates without their own.</summary>
    public ResourceRequirements? PodResources { get; init; }

    /// <summary><c>imagePullSecrets</c>: names.</summary>
    public IReadOnlyList<string> ImagePullSecrets { get; init; } = [];

    /// <summary><c>hostAliases</c>.</summary>
    public IReadOnlyList<HostAlias> HostAliases { get; init; } = [];

    /// <summary><c>hostNetwork</c>.</summary>
    public bool HostNetwork { get; init; }

    /// <summary><c>dnsPolicy</c>.</summary>
    public string? DnsPolicy { get; init; }

    /// <summary><c>dnsConfig</c>, JSON text.</summary>
    public string? DnsConfig { get; init; }

    /// <summary><c>securityContext</c> of the pods.</summary>
    public SecurityContext? SecurityContext { get; init; }

    /// <summary>The fields above that its pods have of it, JSON text with the tags that some of them have; null: none has.</summary>
    internal string? PodTags { get; init; }

    /// <summary>The template of that name; null: there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The first template of that name.</returns>
    public Template? FindTemplate(string name) => _index.Find(Templates, name);

    /// <summary>Its exit handler, with the arguments that it runs with.</summary>
    /// <param name="arguments">Its arguments: those of a handler without its own.</param>
    /// <returns>The hook; null: there is none.</returns>
    public LifecycleHook? ExitHook(Arguments arguments) => LifecycleHook.ExitOf(OnExit, Hooks, arguments);

    private readonly TemplateIndex _index = new();
}
