namespace Fleet.Workflows.Spec.Fields;

/// <summary>A field of one of Argo's types.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">What its value looks like.</param>
/// <param name="Class">What it means here.</param>
/// <param name="Note">Why, or with which limits; null: nothing to say.</param>
public sealed record SpecField(string Name, FieldShape Shape, FieldClass Class, string? Note);
