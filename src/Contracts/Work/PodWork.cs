namespace Fleet.Contracts;

/// <summary>Containers that share one network namespace and their volumes.</summary>
public sealed record PodWork
{
    /// <summary>Containers run one after another before the others.</summary>
    public IReadOnlyList<ContainerWork> Init { get; init; } = [];

    /// <summary>The main containers; one named <c>main</c> decides the result. More than one only for <c>containerSet</c>.</summary>
    public required IReadOnlyList<ContainerWork> Containers { get; init; }

    /// <summary>Containers that run beside the main ones and are stopped when those end.</summary>
    public IReadOnlyList<ContainerWork> Sidecars { get; init; } = [];

    /// <summary>Volumes that the containers mount.</summary>
    public IReadOnlyList<VolumeWork> Volumes { get; init; } = [];

    /// <summary>Seconds between SIGTERM and SIGKILL when a container is stopped; Kubernetes' default 30.</summary>
    public int TerminationGracePeriodSeconds { get; init; } = 30;

    /// <summary>The task counts as done for its dependents once it is ready (template field <c>daemon</c>).</summary>
    public bool Daemon { get; init; }

    /// <summary>Entries for <c>/etc/hosts</c>, <c>name:ip</c>.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    /// <summary>DNS servers; empty: the engine's.</summary>
    public IReadOnlyList<string> Dns { get; init; } = [];

    /// <summary>Domains that short names are looked for in.</summary>
    public IReadOnlyList<string> DnsSearches { get; init; } = [];

    /// <summary>Options of the resolver: <c>ndots:2</c>, <c>edns0</c>.</summary>
    public IReadOnlyList<string> DnsOptions { get; init; } = [];

    /// <summary>Use the host's network. Refused unless the operator allows it.</summary>
    public bool HostNetwork { get; init; }

    /// <summary>Labels put on each container besides Fleet's own.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Annotations of the pod; the dummy runtime is steered by those that begin with <c>fleet.dummy/</c>.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Logins of registries, by the name of their Secret: Docker's <c>config.json</c> as text.</summary>
    public IReadOnlyList<EnvironmentVariable> ImagePullSecrets { get; init; } = [];

    /// <summary>Artifacts to bring in.</summary>
    public IReadOnlyList<ArtifactInput> Artifacts { get; init; } = [];

    /// <summary>Whom artifacts that are brought in belong to: the pod's user and group, not a single container's; null: root.</summary>
    public FileOwner? ArtifactOwner { get; init; }

    /// <summary>Groups that the processes of all containers are in besides their own (Kubernetes' <c>supplementalGroups</c> and <c>fsGroup</c>).</summary>
    public IReadOnlyList<long> Groups { get; init; } = [];

    /// <summary>Group of the files of volumes of files, which may read them (<c>fsGroup</c>); null: root's, as their modes say.</summary>
    public int? VolumeGroup { get; init; }

    /// <summary>What stays of it when its result is committed; null: nothing.</summary>
    public PodKeeping? Keeping { get; init; }

    /// <summary>What to bring out.</summary>
    public TaskOutputs Outputs { get; init; } = new();
}
