namespace Fleet.Workflows.Spec;

/// <summary><c>script</c>: a container whose file is written from the template.</summary>
public sealed record ScriptTemplate : ContainerTemplate
{
    /// <summary><c>source</c>: the script's text.</summary>
    public string Source { get; init; } = "";

    /// <summary>An empty one.</summary>
    public ScriptTemplate()
    {
    }

    /// <summary>With a container's fields.</summary>
    /// <param name="container">The container.</param>
    public ScriptTemplate(ContainerTemplate container)
        : base(container)
    {
    }
}
