namespace Fleet.Workflows.Expressions.Tags;

/// <summary>A piece of a text with tags.</summary>
internal abstract record TagSegment;

/// <summary>Text without tags.</summary>
internal sealed record LiteralSegment(string Text) : TagSegment;

/// <summary>
/// <c>{{name}}</c>. <see cref="Text"/> is what stands between the braces; of a nested tag (<c>outer-{{inner</c>, the rest follows as text) the
/// inner name and what stands before it are known too.
/// </summary>
internal sealed record SimpleTag(string Text, string Name, string? OuterPrefix, string? InnerName) : TagSegment;

/// <summary><c>{{=expression}}</c>: parsed, or the reason why it cannot be.</summary>
internal sealed record ExpressionTag(string Text, Expression? Expression, ExpressionException? SyntaxError) : TagSegment;
