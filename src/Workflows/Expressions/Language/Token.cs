using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Language;

/// <summary>One token; <see cref="Value"/> of a string literal is its unescaped text.</summary>
internal readonly record struct Token(TokenKind Kind, string Value, int Offset)
{
    public bool Is(TokenKind kind) => Kind == kind;

    public bool Is(TokenKind kind, string value) => Kind == kind && Value == value;

    public override string ToString() =>
        Value.Length == 0 ? Kind.ToString() : $"{Kind}({GoQuote.Quote(Value)})";
}
