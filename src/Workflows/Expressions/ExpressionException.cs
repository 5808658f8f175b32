namespace Fleet.Workflows.Expressions;

/// <summary>
/// An expression, tag or condition that cannot be parsed or evaluated. <see cref="Exception.Message"/> is complete: the reason and, where a
/// position is known, line, column and the marked source line, in the form expr-lang users know.
/// </summary>
public sealed class ExpressionException : Exception
{
    /// <summary>Makes an error without a message.</summary>
    public ExpressionException()
        : this(ExpressionErrorKind.Evaluation, "expression failed")
    {
    }

    /// <summary>Makes an evaluation error.</summary>
    /// <param name="message">The reason.</param>
    public ExpressionException(string message)
        : this(ExpressionErrorKind.Evaluation, message)
    {
    }

    /// <summary>Makes an evaluation error with a cause.</summary>
    /// <param name="message">The reason.</param>
    /// <param name="innerException">The cause.</param>
    public ExpressionException(string message, Exception innerException)
        : base(message, innerException)
    {
        Kind = ExpressionErrorKind.Evaluation;
        Reason = message;
    }

    /// <summary>Makes an error without a position.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="reason">The reason, one sentence.</param>
    public ExpressionException(ExpressionErrorKind kind, string reason)
        : base(reason)
    {
        Kind = kind;
        Reason = reason;
    }

    /// <summary>Makes an error at a position of a source text.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="reason">The reason, one sentence.</param>
    /// <param name="source">The text of the expression.</param>
    /// <param name="offset">Zero-based offset into <paramref name="source"/>; clamped to the text.</param>
    public ExpressionException(ExpressionErrorKind kind, string reason, string source, int offset)
        : this(kind, reason, SourcePosition.At(source, offset))
    {
    }

    private ExpressionException(ExpressionErrorKind kind, string reason, SourcePosition position)
        : base(position.Describe(reason))
    {
        Kind = kind;
        Reason = reason;
        Offset = position.Offset;
        Line = position.Line;
        Column = position.Column;
    }

    private ExpressionException(ExpressionException inner, string prefix)
        : base(prefix + inner.Message, inner)
    {
        Kind = inner.Kind;
        Reason = prefix + inner.Reason;
        Offset = inner.Offset;
        Line = inner.Line;
        Column = inner.Column;
    }

    /// <summary>What went wrong.</summary>
    public ExpressionErrorKind Kind { get; }

    /// <summary>The message without position and source line.</summary>
    public string Reason { get; }

    /// <summary>Zero-based offset into the source, or null when the error belongs to no place.</summary>
    public int? Offset { get; }

    /// <summary>One-based line, or null.</summary>
    public int? Line { get; }

    /// <summary>One-based column, or null.</summary>
    public int? Column { get; }

    /// <summary>The same error with words in front that say what was being done.</summary>
    /// <param name="prefix">The words, ending with the separator (<c>": "</c>).</param>
    /// <returns>A new exception whose inner exception is this one.</returns>
    public ExpressionException WithPrefix(string prefix) => new(this, prefix);
}
