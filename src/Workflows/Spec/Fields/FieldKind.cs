namespace Fleet.Workflows.Spec.Fields;

/// <summary>What a value may be.</summary>
public enum FieldKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A whole number that Go has as an <c>int32</c>.</summary>
    Integer32,

    /// <summary>A whole number or a string (Kubernetes' IntOrString).</summary>
    IntegerOrText,

    /// <summary>Any scalar, kept as text (Argo's AnyString).</summary>
    Scalar,

    /// <summary>A Kubernetes quantity: a number or a string such as <c>64Mi</c>, kept as text.</summary>
    Quantity,

    /// <summary>Anything; it is not looked into.</summary>
    Any,

    /// <summary>A map with the fields of <see cref="FieldShape.Type"/>.</summary>
    Object,

    /// <summary>A list of <see cref="FieldShape.Element"/>.</summary>
    List,

    /// <summary>A map from any name to <see cref="FieldShape.Element"/>.</summary>
    Map,
}
