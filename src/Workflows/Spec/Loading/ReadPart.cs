using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Spec;

/// <summary>A document as it was read, or why it could not be.</summary>
internal sealed record ReadPart(SpecNode? Root, SpecSyntaxException? Error, int Line);
