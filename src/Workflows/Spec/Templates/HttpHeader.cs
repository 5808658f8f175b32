namespace Fleet.Workflows.Spec;

/// <summary>A header of an HTTP template.</summary>
public sealed record HttpHeader
{
    /// <summary><c>name</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>value</c>.</summary>
    public string? Value { get; init; }

    /// <summary><c>valueFrom.secretKeyRef</c>.</summary>
    public KeySelector? SecretKeyRef { get; init; }
}
