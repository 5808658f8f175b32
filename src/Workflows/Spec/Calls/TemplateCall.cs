namespace Fleet.Workflows.Spec;

/// <summary>What a DAG task and a step have in common: which template is called, with what, when and how often.</summary>
public abstract record TemplateCall
{
    /// <summary>Compact JSON text of the task or step; tags are replaced in it and the result is read again.</summary>
    public string Json { get; init; } = "";

    /// <summary><c>name</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>template</c>: a template of the same specification.</summary>
    public string? Template { get; init; }

    /// <summary><c>templateRef</c>: a template of a workflow template.</summary>
    public TemplateRef? TemplateRef { get; init; }

    /// <summary><c>inline</c>: a template written in place.</summary>
    public Template? Inline { get; init; }

    /// <summary><c>arguments</c>.</summary>
    public Arguments Arguments { get; init; } = Arguments.None;

    /// <summary><c>when</c>: a govaluate condition.</summary>
    public string? When { get; init; }

    /// <summary><c>withItems</c>.</summary>
    public IReadOnlyList<Item> WithItems { get; init; } = [];

    /// <summary><c>withParam</c>: a JSON list, usually by a tag.</summary>
    public string? WithParam { get; init; }

    /// <summary><c>withSequence</c>.</summary>
    public Sequence? WithSequence { get; init; }

    /// <summary><c>continueOn</c>.</summary>
    public ContinueOn? ContinueOn { get; init; }

    /// <summary><c>hooks</c>.</summary>
    public IReadOnlyDictionary<string, LifecycleHook> Hooks { get; init; } = System.Collections.Frozen.FrozenDictionary<string, LifecycleHook>.Empty;

    /// <summary><c>onExit</c> (deprecated form of <c>hooks.exit</c>).</summary>
    public string? OnExit { get; init; }

    /// <summary>It is a loop. An empty <c>withItems</c> list is none, as in Argo.</summary>
    public bool IsLoop => WithItems.Count > 0 || !string.IsNullOrEmpty(WithParam) || WithSequence is not null;

    /// <summary>It has an exit handler.</summary>
    public bool HasExitHook => !string.IsNullOrEmpty(OnExit) || Hooks.ContainsKey(LifecycleHook.Exit);

    /// <summary>Its exit handler, with the arguments that it runs with.</summary>
    /// <param name="arguments">Arguments of the workflow: those of a handler without its own.</param>
    /// <returns>The hook; null: there is none.</returns>
    public LifecycleHook? ExitHook(Arguments arguments) => LifecycleHook.ExitOf(OnExit, Hooks, arguments);
}
