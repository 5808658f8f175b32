namespace Fleet.Workflows.Spec.Tree;

/// <summary>A scalar. <paramref name="Text"/> is the text itself, a JSON number, or <c>true</c>, <c>false</c>, <c>null</c>.</summary>
internal sealed record ScalarNode(ScalarKind Kind, string Text, int Line, int Column) : SpecNode(Line, Column)
{
    /// <summary>The text as it was written, where YAML makes something else of it (<c>yes</c>, <c>010</c>).</summary>
    public string Written { get; init; } = Text;

    /// <summary>It is written as a block of lines (<c>|</c>) below the line of the node.</summary>
    public bool IsLiteral { get; init; }

    // Long texts weigh more, so that aliases of them cannot fill the memory either.
    public override long Size => 1 + (Text.Length / TreeLimits.TextPerNode);

    /// <summary>It is a number without fraction or exponent.</summary>
    public bool IsInteger => Kind == ScalarKind.Number && !Text.AsSpan().ContainsAny('.', 'e', 'E');

    public override string Describe() => Kind switch
    {
        ScalarKind.Text => "a string",
        ScalarKind.Number => $"the number {Text}",
        ScalarKind.Flag => $"the boolean {Text}",
        _ => "null",
    };
}
