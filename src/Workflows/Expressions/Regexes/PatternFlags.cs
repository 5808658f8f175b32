namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>What <c>(?imsU)</c> switches.</summary>
[Flags]
internal enum PatternFlags
{
    None = 0,

    /// <summary><c>i</c>: case does not count.</summary>
    FoldCase = 1,

    /// <summary><c>m</c>: <c>^</c> and <c>$</c> are the ends of lines too.</summary>
    MultiLine = 2,

    /// <summary><c>s</c>: <c>.</c> is a line feed too.</summary>
    DotNewline = 4,

    /// <summary><c>U</c>: <c>x*</c> takes as little as it can, and <c>x*?</c> as much.</summary>
    Ungreedy = 8,
}
