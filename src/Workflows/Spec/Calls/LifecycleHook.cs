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

    /// <summary>
    /// The exit handler of a workflow, step or task: <c>onExit</c>, or else <c>hooks.exit</c>; without arguments it has the workflow's (Argo's sources <c>GetExitHook</c>, <c>LifecycleHook.WithArgs</c>).
    /// </summary>
    /// <param name="onExit"><c>onExit</c>; null: there is none.</param>
    /// <param name="hooks"><c>hooks</c>.</param>
    /// <param name="arguments">Arguments of the workflow.</param>
    /// <returns>The hook; null: there is none.</returns>
    internal static LifecycleHook? ExitOf(string? onExit, IReadOnlyDictionary<string, LifecycleHook> hooks, Arguments arguments)
    {
        if (!string.IsNullOrEmpty(onExit))
            return new LifecycleHook { Template = onExit, Arguments = arguments };
        var hook = hooks.GetValueOrDefault(Exit);
        return hook is { Arguments.IsEmpty: true } ? hook with { Arguments = arguments } : hook;
    }
}
