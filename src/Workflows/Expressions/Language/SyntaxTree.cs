namespace Fleet.Workflows.Expressions.Language;

/// <summary>A parsed expression together with its source (for messages).</summary>
internal sealed record SyntaxTree(string Source, Node Root);
