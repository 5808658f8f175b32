namespace Fleet.Workflows.Expressions;

/// <summary>Why an expression, a tag or a condition could not be used.</summary>
public enum ExpressionErrorKind
{
    /// <summary>The text is not a sentence of its language.</summary>
    Syntax,

    /// <summary>Operands or arguments have types that cannot work together, found before evaluation.</summary>
    Type,

    /// <summary>Evaluation failed: bad conversion, index out of range, division by zero and the like.</summary>
    Evaluation,

    /// <summary>A name that must be known is not (Argo waits for it; see <c>failed to resolve</c> and <c>is missing</c>).</summary>
    MissingReference,

    /// <summary>A known name has no value: the output of a skipped or omitted node without a default.</summary>
    AbsentValue,

    /// <summary>A bound of the language (depth, size, work) was passed.</summary>
    Limit,

    /// <summary>A function of Argo that cannot be had here; the reason says why, and what to do.</summary>
    Refused,
}
