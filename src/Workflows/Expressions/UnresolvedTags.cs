namespace Fleet.Workflows.Expressions;

/// <summary>What happens to tags whose name is not in scope.</summary>
public enum UnresolvedTags
{
    /// <summary>
    /// They stay as they are, for a later pass. Expression tags stay too when they fail or give nil; only text that is no expression is an error.
    /// </summary>
    Keep,

    /// <summary>They are an error of kind <see cref="ExpressionErrorKind.MissingReference"/>.</summary>
    Fail,

    /// <summary>
    /// Names that begin with one of <see cref="TagOptions.StrictPrefixes"/> are an error, artifacts (<c>.outputs.artifacts.</c>) excepted; others stay.
    /// An expression tag all of whose names are known must give a value.
    /// </summary>
    FailForPrefixes,
}
