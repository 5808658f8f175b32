namespace Fleet.Workflows.Spec.Fields;

/// <summary>What the value of a field looks like.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="TypeName">For objects: the name of the type.</param>
/// <param name="Element">For lists and maps: what they hold.</param>
public sealed record FieldShape(FieldKind Kind, string? TypeName = null, FieldShape? Element = null)
{
    /// <summary>For objects: the type.</summary>
    public FieldType? Type { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        FieldKind.Object => TypeName!,
        FieldKind.List => $"[{Element}]",
        FieldKind.Map => $"{{{Element}}}",
        FieldKind.Text => "string",
        FieldKind.Flag => "boolean",
        FieldKind.Integer or FieldKind.Integer32 => "integer",
        FieldKind.IntegerOrText => "integer or string",
        FieldKind.Scalar => "any scalar",
        FieldKind.Quantity => "quantity",
        _ => "any",
    };
}
