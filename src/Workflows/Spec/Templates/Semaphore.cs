namespace Fleet.Workflows.Spec;

/// <summary>A semaphore; its limit stands in a ConfigMap or in the database.</summary>
public sealed record Semaphore
{
    /// <summary><c>configMapKeyRef</c>.</summary>
    public KeySelector? ConfigMapKeyRef { get; init; }

    /// <summary><c>database.key</c>.</summary>
    public string? DatabaseKey { get; init; }

    /// <summary><c>namespace</c>; null: the workflow's.</summary>
    public string? Namespace { get; init; }
}
