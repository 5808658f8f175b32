namespace Fleet.Workflows.Spec;

/// <summary>A sidecar or init container.</summary>
public sealed record UserContainer : ContainerTemplate
{
    /// <summary><c>mirrorVolumeMounts</c>: the same mounts as main.</summary>
    public bool MirrorVolumeMounts { get; init; }

    /// <summary>An empty one.</summary>
    public UserContainer()
    {
    }

    /// <summary>With a container's fields.</summary>
    /// <param name="container">The container.</param>
    public UserContainer(ContainerTemplate container)
        : base(container)
    {
    }
}
