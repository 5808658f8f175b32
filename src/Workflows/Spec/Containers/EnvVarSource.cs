namespace Fleet.Workflows.Spec;

/// <summary>Where the value of an environment variable comes from; one of them is set.</summary>
public sealed record EnvVarSource
{
    /// <summary><c>configMapKeyRef</c>.</summary>
    public KeySelector? ConfigMapKeyRef { get; init; }

    /// <summary><c>secretKeyRef</c>.</summary>
    public KeySelector? SecretKeyRef { get; init; }

    /// <summary><c>fieldRef.fieldPath</c>: a field of the pod, such as <c>metadata.name</c>.</summary>
    public string? FieldPath { get; init; }

    /// <summary><c>resourceFieldRef</c>, JSON text.</summary>
    public string? ResourceFieldRef { get; init; }
}
