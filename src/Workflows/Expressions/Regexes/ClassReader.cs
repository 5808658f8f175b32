namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>Classes: <c>[a-z]</c>, <c>\d</c>, <c>\p{Latin}</c>, <c>[[:alpha:]]</c>.</summary>
internal sealed class ClassReader(PatternReader reader)
{
    /// <summary>The most ranges that the bracketed classes of a pattern may have together.</summary>
    private const int MaxRanges = 200_000;

    private readonly Dictionary<RuneSet, RuneSet> _folded = [];
    private int _ranges;

    /// <summary>Reads <c>[..]</c>; the reader stands at the bracket.</summary>
    public RuneSet ReadBrackets(bool fold)
    {
        int start = reader.Position++;
        bool negated = reader.Accept('^');
        List<RuneRange> ranges = [];
        for (bool first = true; reader.AtEnd || reader.Peek() != ']' || first; first = false)
            ranges.AddRange((TryReadPosix(fold) ?? TryReadEscape(fold) ?? ReadRange(start, fold)).Ranges);
        reader.Position++;
        _ranges += ranges.Count;
        if (_ranges > MaxRanges)
            throw PatternErrors.Of(PatternErrors.Large, reader.Pattern);
        RuneSet set = RuneSet.Of(ranges);
        return negated ? set.Negate() : set;
    }

    /// <summary>Reads <c>\d</c> or <c>\p{..}</c> and the like; null when the reader stands at something else.</summary>
    public RuneSet? TryReadEscape(bool fold)
    {
        if (reader.Peek() != '\\')
            return null;
        char letter = reader.Peek(1);
        if (letter is 'p' or 'P')
            return ReadUnicode(fold);
        if (AsciiClasses.Perl(letter) is not { } set)
            return null;
        reader.Position += 2;
        return Signed(set, fold, char.IsAsciiLetterUpper(letter));
    }

    private RuneSet Folded(RuneSet set, bool fold)
    {
        if (!fold)
            return set;
        return _folded.TryGetValue(set, out RuneSet? known) ? known : _folded[set] = CaseFolding.Close(set);
    }

    private RuneSet Signed(RuneSet set, bool fold, bool negated) => negated ? Folded(set, fold).Negate() : Folded(set, fold);

    private RuneSet ReadUnicode(bool fold)
    {
        int start = reader.Position;
        bool negated = reader.Peek(1) == 'P';
        reader.Position += 2;
        int nameStart = reader.Position;
        string name;
        if (reader.Next() == '{')
        {
            int end = reader.Pattern.IndexOf('}', nameStart);
            if (end < 0)
                throw reader.ErrorToEnd(PatternErrors.InvalidCharRange, start);
            name = reader.Pattern[(nameStart + 1)..end];
            reader.Position = end + 1;
        }
        else
        {
            name = reader.From(nameStart);
        }

        if (name.StartsWith('^'))
        {
            negated = !negated;
            name = name[1..];
        }

        RuneSet set = UnicodeSets.Find(name) ?? throw reader.Error(PatternErrors.InvalidCharRange, start);
        return Signed(set, fold, negated);
    }

    private RuneSet? TryReadPosix(bool fold)
    {
        if (reader.Peek() != '[' || reader.Peek(1) != ':')
            return null;
        int start = reader.Position;
        int end = reader.Pattern.IndexOf(":]", start + 2, StringComparison.Ordinal);
        if (end < 0)
            return null;
        reader.Position = end + 2;
        string name = reader.Pattern[(start + 2)..end];
        bool negated = name.StartsWith('^');
        RuneSet set = AsciiClasses.Named(negated ? name[1..] : name) ?? throw reader.Error(PatternErrors.InvalidCharRange, start);
        return Signed(set, fold, negated);
    }

    private RuneSet ReadRange(int classStart, bool fold)
    {
        int start = reader.Position;
        int first = ReadCharacter(classStart);
        int last = first;
        // A '-' before the bracket is itself.
        if (reader.Peek() == '-' && reader.Position + 1 < reader.Pattern.Length && reader.Peek(1) != ']')
        {
            reader.Position++;
            last = ReadCharacter(classStart);
            if (last < first)
                throw reader.Error(PatternErrors.InvalidCharRange, start);
        }

        return Folded(first == last ? RuneSet.Of(first) : RuneSet.Of([new RuneRange(first, last)]), fold);
    }

    private int ReadCharacter(int classStart)
    {
        if (reader.AtEnd)
            throw reader.ErrorToEnd(PatternErrors.MissingBracket, classStart);
        return reader.Peek() == '\\' ? EscapeReader.Read(reader) : reader.Next();
    }
}
