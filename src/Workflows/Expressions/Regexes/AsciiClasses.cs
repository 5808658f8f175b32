namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>The classes of Perl (<c>\d</c>) and POSIX (<c>[:alpha:]</c>): ASCII, whatever the text.</summary>
internal static class AsciiClasses
{
    private static readonly RuneSet Digit = Set("09");
    private static readonly RuneSet Word = Set("09AZ__az");
    private static readonly RuneSet PerlSpace = Set("\t\n\f\r  ");

    private static readonly Dictionary<string, RuneSet> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = Set("09AZaz"),
        ["alpha"] = Set("AZaz"),
        ["ascii"] = Set("\0\u007f"),
        ["blank"] = Set("\t\t  "),
        ["cntrl"] = Set("\0\u001f\u007f\u007f"),
        ["digit"] = Digit,
        ["graph"] = Set("!~"),
        ["lower"] = Set("az"),
        ["print"] = Set(" ~"),
        ["punct"] = Set("!/:@[`{~"),
        ["space"] = Set("\t\r  "),
        ["upper"] = Set("AZ"),
        ["word"] = Word,
        ["xdigit"] = Set("09AFaf"),
    };

    /// <summary>The class of <c>\d</c>, <c>\s</c>, <c>\w</c>, or null; their capitals mean what is not in it.</summary>
    public static RuneSet? Perl(char letter) => letter switch
    {
        'd' or 'D' => Digit,
        's' or 'S' => PerlSpace,
        'w' or 'W' => Word,
        _ => null,
    };

    /// <summary>The class between <c>[:</c> and <c>:]</c>, or null.</summary>
    public static RuneSet? Named(string name) => Posix.GetValueOrDefault(name);

    // Pairs of first and last.
    private static RuneSet Set(string pairs) => RuneSet.Of(Enumerable.Range(0, pairs.Length / 2).Select(i => new RuneRange(pairs[2 * i], pairs[(2 * i) + 1])));
}
