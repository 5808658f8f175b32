namespace Fleet.Contracts;

/// <summary>A piece of a content that is too large for an order: one of both is set.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Stored">A value in the artifact store, whose bytes stand here.</param>
public sealed record ContentPart(byte[]? Bytes, ValueReference? Stored);
