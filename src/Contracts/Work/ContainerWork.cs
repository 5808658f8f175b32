namespace Fleet.Contracts;

/// <summary>One container, fully resolved (OCI terms).</summary>
public sealed record ContainerWork
{
    /// <summary>Name within the pod: <c>main</c>, or the name of a sidecar, init container or containerSet member.</summary>
    public required string Name { get; init; }

    /// <summary>Image reference.</summary>
    public required string Image { get; init; }

    /// <summary><c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>; null: the worker's default (IfNotPresent).</summary>
    public string? ImagePullPolicy { get; init; }

    /// <summary>Replaces the image's ENTRYPOINT; null: keeps it.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Replaces the image's CMD; null: keeps it (unless <see cref="Command"/> is set: then none, as in Kubernetes).</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Environment variables in order.</summary>
    public IReadOnlyList<EnvironmentVariable> Env { get; init; } = [];

    /// <summary>Working directory; null: the image's.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>User and group as <c>uid[:gid]</c>; null: the image's.</summary>
    public string? User { get; init; }

    /// <summary>Run with extended privileges. Refused unless the operator allows it.</summary>
    public bool Privileged { get; init; }

    /// <summary>It must not run as root: its user, else the image's, has to be a number other than 0.</summary>
    public bool RunAsNonRoot { get; init; }

    /// <summary>Nothing outside its volumes can be written.</summary>
    public bool ReadOnlyRoot { get; init; }

    /// <summary>A program may get more rights than the one that started it (set-user-id); default true.</summary>
    public bool AllowPrivilegeEscalation { get; init; } = true;

    /// <summary>Capabilities besides the engine's usual ones, without <c>CAP_</c>. Refused unless the operator allows them.</summary>
    public IReadOnlyList<string> AddedCapabilities { get; init; } = [];

    /// <summary>Capabilities that it does not get; <c>ALL</c>: none.</summary>
    public IReadOnlyList<string> DroppedCapabilities { get; init; } = [];

    /// <summary>CPU limit in cores; null: none.</summary>
    public double? CpuLimit { get; init; }

    /// <summary>Memory limit in bytes; null: none.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Files copied in before the start (script source, small artifacts).</summary>
    public IReadOnlyList<FileWork> Files { get; init; } = [];

    /// <summary>Volume mounts.</summary>
    public IReadOnlyList<MountWork> Mounts { get; init; } = [];

    /// <summary>Members of the same pod that must have ended well before this one starts (containerSet).</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>How often the engine starts it again when it ended with another exit code than 0 (<c>containerSet.retryStrategy.retries</c>); default 0.</summary>
    public int Retries { get; init; }

    /// <summary>Allocate a terminal.</summary>
    public bool Tty { get; init; }

    /// <summary>File in which it says why it failed; null: none that can be read once it has ended.</summary>
    public string? TerminationMessagePath { get; init; }

    /// <summary>The end of its output says why it failed, where the file says nothing (<c>terminationMessagePolicy: FallbackToLogsOnError</c>).</summary>
    public bool TerminationMessageFromOutput { get; init; }

    /// <summary>Readiness probe; null: ready when started.</summary>
    public ProbeWork? ReadinessProbe { get; init; }

    /// <summary>Mount the volumes and input files of main too (sidecars: <c>mirrorVolumeMounts</c>).</summary>
    public bool MirrorVolumeMounts { get; init; }
}
