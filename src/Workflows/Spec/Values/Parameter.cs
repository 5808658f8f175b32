namespace Fleet.Workflows.Spec;

/// <summary>A parameter. Argo takes any scalar as a value; here it is text from the reader on.</summary>
public sealed record Parameter
{
    /// <summary><c>name</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>value</c>; null: not given.</summary>
    public string? Value { get; init; }

    /// <summary><c>default</c>; null: not given.</summary>
    public string? Default { get; init; }

    /// <summary><c>enum</c>: the values allowed; null: any.</summary>
    public IReadOnlyList<string>? Enum { get; init; }

    /// <summary><c>description</c>.</summary>
    public string? Description { get; init; }

    /// <summary><c>globalName</c>: also an output of the workflow under this name.</summary>
    public string? GlobalName { get; init; }

    /// <summary><c>valueFrom</c>.</summary>
    public ValueFrom? ValueFrom { get; init; }

    /// <summary>The value, or else the default; null: neither.</summary>
    public string? ValueOrDefault => Value ?? Default;
}
