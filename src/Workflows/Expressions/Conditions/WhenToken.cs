namespace Fleet.Workflows.Expressions.Conditions;

/// <summary>The classes of tokens of a <c>when</c> condition; their names appear in error messages.</summary>
internal enum WhenKind
{
    Unknown,
    Prefix,
    Numeric,
    Boolean,
    String,
    Pattern,
    Time,
    Variable,
    Accessor,
    Separator,
    Comparator,
    LogicalOp,
    Modifier,
    Clause,
    ClauseClose,
    Ternary,
}

/// <summary>A token: <see cref="Value"/> is a double, bool, text or, of a time, its Unix seconds; <see cref="Text"/> is what was written.</summary>
internal readonly record struct WhenToken(WhenKind Kind, object? Value, string Text, int Offset)
{
    public static string NameOf(WhenKind kind) => kind switch
    {
        WhenKind.ClauseClose => "CLAUSE_CLOSE",
        WhenKind.LogicalOp => "LOGICALOP",
        _ => kind.ToString().ToUpperInvariant(),
    };
}
