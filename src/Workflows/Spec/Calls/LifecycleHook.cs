namespace Fleet.Workflows.Spec;

/// <summary>A hook.</summary>
public sealed record LifecycleHook
{
    /// <summary><c>template</c>.</summary>
    public string? Template { get; init; }

    /// <summary><c>templateRef</c>.</summary>
    public TemplateRef? TemplateRef { get; init; }

    /// <summary><c>arguments</c>.</summary>
    public Arguments Arguments { get; init; } = Arguments.None;

    /// <summary><c>expression</c> (expr-lang); optional for the exit hook only.</summary>
    public string? Expression { get; init; }

    /// <summary>Name of the hook that is an exit handler.</summary>
    public const string Exit = "exit";
}
