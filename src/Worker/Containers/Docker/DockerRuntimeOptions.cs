namespace Fleet.Worker.Containers.Docker;

/// <summary>Settings of the Docker runtime.</summary>
public sealed record DockerRuntimeOptions
{
    /// <summary>Endpoint of the engine, e.g. <c>unix:///var/run/docker.sock</c> or <c>tcp://10.0.0.4:2376</c>.</summary>
    /// <value>Default null: found as the <c>docker</c> CLI finds it (<c>DOCKER_HOST</c>, the active context, the platform's socket).</value>
    public Uri? Endpoint { get; init; }

    /// <summary>Bridge network of all task containers on the engine; created when it is missing.</summary>
    /// <value>Default <c>fleet</c>.</value>
    public string Network { get; init; } = "fleet";

    /// <summary>Pull policy of containers that name none: <c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>.</summary>
    /// <value>Default <c>IfNotPresent</c> for every tag, as <c>docker run</c> does; Kubernetes pulls <c>:latest</c> always.</value>
    public string PullPolicy { get; init; } = "IfNotPresent";

    /// <summary>Attempts to pull an image before the task is refused.</summary>
    /// <value>Default 3; between them 1, 2, 4 ... seconds. An image that is certainly not there is not asked for again.</value>
    public int PullAttempts { get; init; } = 3;

    /// <summary>Folder of Docker's <c>config.json</c> with the registry logins.</summary>
    /// <value>Default null: <c>DOCKER_CONFIG</c>, else <c>~/.docker</c>.</value>
    public string? ConfigDirectory { get; init; }

    /// <summary>Log driver of task containers. It must be one that the engine can read back: <c>json-file</c> or <c>local</c>.</summary>
    /// <value>Default <c>json-file</c>.</value>
    public string LogDriver { get; init; } = "json-file";

    /// <summary>Size at which a container's log file is rotated, in the engine's notation.</summary>
    /// <value>Default <c>64m</c>. With <see cref="LogFiles"/> this is how far a container may run ahead of a slow log queue before lines are lost.</value>
    public string LogFileSize { get; init; } = "64m";

    /// <summary>Log files kept per container.</summary>
    /// <value>Default 4.</value>
    public int LogFiles { get; init; } = 4;

    /// <summary>
    /// Run each container under the engine's init (<c>docker run --init</c>), as Argo's executor is process 1 of its containers: a program that does not handle SIGTERM, such as a
    /// shell, then ends at once when it is stopped, instead of after its grace period, and orphans are reaped.
    /// </summary>
    /// <value>Default true. An engine without <c>docker-init</c> refuses to start such containers.</value>
    public bool Init { get; init; } = true;

    /// <summary>Let templates ask for <c>privileged</c> containers.</summary>
    /// <value>Default false: such a task is refused.</value>
    public bool AllowPrivileged { get; init; }

    /// <summary>Let templates ask for the host's network.</summary>
    /// <value>Default false: such a task is refused.</value>
    public bool AllowHostNetwork { get; init; }

    /// <summary>Paths of the engine's host that templates may mount (volumes <c>hostPath</c>).</summary>
    /// <value>Default none: such a task is refused.</value>
    public HostPaths HostPaths { get; init; } = HostPaths.None;

    /// <summary>Limit of one call to the engine; pulling, waiting, stopping and following logs have none.</summary>
    /// <value>Default 2 minutes.</value>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
