namespace Fleet.Workflows.Spec;

/// <summary>An Argo template. A view of <see cref="Json"/>: tags are replaced in that text and the result is read again with <see cref="SpecReader.ReadTemplate"/>.</summary>
public sealed record Template
{
    /// <summary>Compact JSON text of the template.</summary>
    public string Json { get; init; } = "";

    /// <summary><c>name</c>; empty for an inline template.</summary>
    public string Name { get; init; } = "";

    /// <summary>Which of the type fields is set (the first, where a faulty manifest has several).</summary>
    public TemplateType Type { get; init; }

    /// <summary><c>inputs</c>.</summary>
    public Inputs Inputs { get; init; } = Inputs.None;

    /// <summary><c>outputs</c>.</summary>
    public Outputs Outputs { get; init; } = Outputs.None;

    /// <summary><c>container</c>.</summary>
    public ContainerTemplate? Container { get; init; }

    /// <summary><c>script</c>.</summary>
    public ScriptTemplate? Script { get; init; }

    /// <summary><c>steps</c>: groups that run one after another; null: not a steps template.</summary>
    public IReadOnlyList<IReadOnlyList<WorkflowStep>>? Steps { get; init; }

    /// <summary><c>dag</c>.</summary>
    public DagTemplate? Dag { get; init; }

    /// <summary><c>suspend</c>.</summary>
    public SuspendTemplate? Suspend { get; init; }

    /// <summary><c>containerSet</c>.</summary>
    public ContainerSetTemplate? ContainerSet { get; init; }

    /// <summary><c>resource</c>.</summary>
    public ResourceTemplate? Resource { get; init; }

    /// <summary><c>http</c>.</summary>
    public HttpTemplate? Http { get; init; }

    /// <summary><c>data</c>.</summary>
    public DataTemplate? Data { get; init; }

    /// <summary><c>plugin</c>, JSON text.</summary>
    public string? Plugin { get; init; }

    /// <summary><c>retryStrategy</c>.</summary>
    public RetryStrategy? RetryStrategy { get; init; }

    /// <summary><c>timeout</c> from the node's start, a Go duration.</summary>
    public string? Timeout { get; init; }

    /// <summary><c>pendingTimeout</c>, a Go duration.</summary>
    public string? PendingTimeout { get; init; }

    /// <summary><c>activeDeadlineSeconds</c>, whole seconds as text (Argo allows a tag here).</summary>
    public string? ActiveDeadlineSeconds { get; init; }

    /// <summary><c>daemon</c>.</summary>
    public bool Daemon { get; init; }

    /// <summary><c>sidecars</c>.</summary>
    public IReadOnlyList<UserContainer> Sidecars { get; init; } = [];

    /// <summary><c>initContainers</c>.</summary>
    public IReadOnlyList<UserContainer> InitContainers { get; init; } = [];

    /// <summary><c>volumes</c>.</summary>
    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    /// <summary><c>memoize</c>.</summary>
    public Memoize? Memoize { get; init; }

    /// <summary><c>synchronization</c>.</summary>
    public Synchronization? Synchronization { get; init; }

    /// <summary><c>parallelism</c> of direct children (steps and dag); null: no limit.</summary>
    public long? Parallelism { get; init; }

    /// <summary><c>failFast</c> of a steps or dag template with <c>parallelism</c>; Argo's default is false.</summary>
    public bool FailFast { get; init; }

    /// <summary><c>annotations</c> of the node.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary><c>metadata</c> of the pod.</summary>
    public Metadata? Metadata { get; init; }

    /// <summary><c>nodeSelector</c>.</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary><c>podSpecPatch</c>: JSON or YAML text.</summary>
    public string? PodSpecPatch { get; init; }

    /// <summary>What patches have made of the workflow's fields of the pod; null: they have no such field.</summary>
    public PatchedPod? PatchedPod { get; init; }

    /// <summary><c>terminationGracePeriodSeconds</c>, which only a pod spec patch can set; null: not given.</summary>
    public long? TerminationGracePeriodSeconds { get; init; }

    /// <summary><c>podResources</c>.</summary>
    public ResourceRequirements? PodResources { get; init; }

    /// <summary><c>archiveLocation</c>, JSON text.</summary>
    public string? ArchiveLocation { get; init; }

    /// <summary><c>metrics</c>, JSON text.</summary>
    public string? Metrics { get; init; }

    /// <summary><c>hostAliases</c>.</summary>
    public IReadOnlyList<HostAlias> HostAliases { get; init; } = [];

    /// <summary><c>securityContext</c> of the pod.</summary>
    public SecurityContext? SecurityContext { get; init; }

    /// <summary><c>serviceAccountName</c>.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>It runs as containers or calls out, rather than arranging other templates.</summary>
    public bool IsLeaf => Type is not (TemplateType.Steps or TemplateType.Dag);

    /// <summary>It is carried out by containers on a worker (Argo's pod types).</summary>
    public bool IsPod => Type is TemplateType.Container or TemplateType.Script or TemplateType.ContainerSet or TemplateType.Resource or TemplateType.Data;

    /// <summary>The container named <c>main</c> of a container or script template; null for other types.</summary>
    public ContainerTemplate? Main => Container ?? Script;
}
