namespace Fleet.Workflows.Spec;

/// <summary>One element of <c>withItems</c>.</summary>
/// <param name="Json">Its compact JSON text.</param>
public sealed record Item(string Json);
