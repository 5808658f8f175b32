namespace Fleet.Workflows.Spec;

/// <summary>A member of a container set.</summary>
public sealed record ContainerNode : ContainerTemplate
{
    /// <summary><c>dependencies</c>: members that must have ended well before.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>An empty one.</summary>
    public ContainerNode()
    {
    }

    /// <summary>With a container's fields.</summary>
    /// <param name="container">The container.</param>
    public ContainerNode(ContainerTemplate container)
        : base(container)
    {
    }
}
