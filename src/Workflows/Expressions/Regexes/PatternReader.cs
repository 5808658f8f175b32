using System.Text;

namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>A pattern and a place in it.</summary>
internal sealed class PatternReader(string pattern)
{
    public string Pattern { get; } = pattern;

    public int Position { get; set; }

    public bool AtEnd => Position >= Pattern.Length;

    /// <summary>The character <paramref name="ahead"/> of the place; NUL behind the end, which no syntax has.</summary>
    public char Peek(int ahead = 0) => Position + ahead < Pattern.Length ? Pattern[Position + ahead] : '\0';

    /// <summary>The next code point, which is taken; -1 at the end. Half a surrogate pair is U+FFFD, as Go has it.</summary>
    public int Next()
    {
        if (AtEnd)
            return -1;
        Rune.DecodeFromUtf16(Pattern.AsSpan(Position), out Rune rune, out int length);
        Position += length;
        return rune.Value;
    }

    public bool Accept(char c)
    {
        if (AtEnd || Pattern[Position] != c)
            return false;
        Position++;
        return true;
    }

    /// <summary>What was taken from <paramref name="start"/> on.</summary>
    public string From(int start) => Pattern[start..Position];

    /// <summary>The error about what was taken from <paramref name="start"/> on.</summary>
    public ExpressionException Error(string reason, int start) => PatternErrors.Of(reason, From(start));

    /// <summary>The error about all that follows <paramref name="start"/>.</summary>
    public ExpressionException ErrorToEnd(string reason, int start) => PatternErrors.Of(reason, Pattern[start..]);
}
