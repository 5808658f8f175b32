namespace Fleet.Workflows.Expressions.Language;

/// <summary>The classes of tokens of the expression language; the names appear in error messages.</summary>
internal enum TokenKind
{
    EOF,
    Identifier,
    Number,
    String,
    Operator,
    Bracket,
}
