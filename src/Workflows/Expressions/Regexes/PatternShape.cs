namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>How large a part of a pattern is, as Go measures it.</summary>
/// <param name="Size">Instructions of the compiled form, counted repeats written out.</param>
/// <param name="Height">Of the syntax tree.</param>
/// <param name="Repeats">The largest product of counts of nested repeats.</param>
internal readonly record struct PatternShape(long Size, int Height, int Repeats)
{
    public static readonly PatternShape One = new(1, 1, 1);

    /// <summary>Both, one after the other or as alternatives, still without the node that joins them.</summary>
    public PatternShape With(PatternShape other) => new(Size + other.Size, Math.Max(Height, other.Height), Math.Max(Repeats, other.Repeats));

    public PatternShape Captured() => this with { Size = Size + 2, Height = Height + 1 };

    /// <summary>Under <c>*</c>, <c>+</c> or <c>?</c>.</summary>
    public PatternShape Under(char op) => this with { Size = Size + (op == '*' ? 2 : 1), Height = Height + 1 };

    /// <summary>Under <c>{least,most}</c>; a negative <paramref name="most"/> is no bound.</summary>
    public PatternShape Counted(int least, int most)
    {
        long size = most >= 0 ? (most * Size) + most - least : least == 0 ? 2 + Size : 1 + (least * Size);
        // What is repeated no time at all counts nothing.
        int count = most == 0 ? 0 : most < 0 ? Math.Max(least, 1) : most;
        return new PatternShape(Math.Max(1, size), Height + 1, Math.Max(1, count * Repeats));
    }
}
