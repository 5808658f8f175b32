namespace Fleet.Workflows.Spec;

/// <summary><c>valueFrom</c>: where a parameter's value comes from.</summary>
public sealed record ValueFrom
{
    /// <summary><c>path</c> of a file in the container.</summary>
    public string? Path { get; init; }

    /// <summary><c>default</c>; null: not given.</summary>
    public string? Default { get; init; }

    /// <summary><c>parameter</c>: a tag (steps and dag outputs).</summary>
    public string? Parameter { get; init; }

    /// <summary><c>expression</c> (expr-lang).</summary>
    public string? Expression { get; init; }

    /// <summary><c>jsonPath</c> (resource).</summary>
    public string? JsonPath { get; init; }

    /// <summary><c>jqFilter</c> (resource).</summary>
    public string? JqFilter { get; init; }

    /// <summary><c>event</c> (expr-lang, event bindings).</summary>
    public string? Event { get; init; }

    /// <summary><c>supplied</c>: set by a user while the node is suspended.</summary>
    public bool Supplied { get; init; }

    /// <summary><c>configMapKeyRef</c>.</summary>
    public KeySelector? ConfigMapKeyRef { get; init; }
}
