using Fleet.Workflows.Expressions.Regexes;

namespace Fleet.Workflows.Expressions.Conditions;

/// <summary>A node of a parsed <c>when</c> condition.</summary>
internal abstract record WhenNode;

/// <summary>A number, bool or text; null for empty parentheses.</summary>
internal sealed record WhenLiteral(object? Value) : WhenNode;

internal sealed record WhenPrefix(string Operator, WhenNode Operand) : WhenNode;

/// <summary><see cref="Pattern"/> is set when the right side of <c>=~</c> is a literal.</summary>
internal sealed record WhenBinary(WhenKind Kind, string Operator, WhenNode Left, WhenNode Right, GoRegex? Pattern) : WhenNode;

/// <summary><c>a.B</c>: govaluate looks it up as a field of a parameter, and Argo gives it no parameters.</summary>
internal sealed record WhenAccessor(string Text) : WhenNode;
