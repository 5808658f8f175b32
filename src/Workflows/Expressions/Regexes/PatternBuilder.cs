namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>Puts the pieces of a pattern together and keeps Go's bounds: 1000 levels, 1000 copies by nested counts, the size.</summary>
internal sealed class PatternBuilder
{
    private const int MaxHeight = 1000;
    private const int MaxRepeat = 1000;

    /// <summary>What .NET's engine takes; Go's own bound is 3.3 million.</summary>
    private const long MaxSize = 10_000;

    private readonly string _pattern;
    private readonly List<PatternPiece> _pieces = [];
    private readonly List<string?> _names = [null];
    private readonly Stack<PatternFrame> _frames = new();
    private int _endless;

    public PatternBuilder(string pattern)
    {
        _pattern = pattern;
        _frames.Push(new PatternFrame(PatternFlags.None, captures: false, 0));
    }

    public IReadOnlyList<PatternPiece> Pieces => _pieces;

    /// <summary>How large the whole is, when it is finished.</summary>
    public PatternShape Shape { get; private set; }

    /// <summary>How many letters behind the end of a match the search may look at before it knows that it is one.</summary>
    public int LookAhead { get; private set; }

    /// <summary>The names of the groups by their number; null for those without. The first is the match as a whole.</summary>
    public IReadOnlyList<string?> Names => _names;

    public void Add(RuneSet set, bool isCharacter)
    {
        _frames.Peek().Add(Checked(new PatternAtom(_pieces.Count, PatternShape.One, isCharacter, IsRepeated: false)));
        _pieces.Add(new PatternPiece(null, Set: set));
    }

    /// <summary>Adds what matches a place, in the syntax of .NET.</summary>
    public void AddAnchor(string text)
    {
        _frames.Peek().Add(Checked(new PatternAtom(_pieces.Count, PatternShape.One, IsCharacter: false, IsRepeated: false)));
        _pieces.Add(new PatternPiece($"(?:{text})"));
    }

    public void Open(PatternFlags flags, bool captures, string? name)
    {
        if (_frames.Count > MaxHeight)
            throw PatternErrors.Of(PatternErrors.NestingDepth, _pattern);
        _frames.Push(new PatternFrame(flags, captures, _pieces.Count));
        // Go counts groups as they open, named or not; .NET would count the named ones last.
        _pieces.Add(captures ? new PatternPiece(null, Group: _names.Count) : new PatternPiece("(?:"));
        if (captures)
            _names.Add(name);
    }

    public void EndAlternative()
    {
        _frames.Peek().EndAlternative();
        _pieces.Add(new PatternPiece("|"));
    }

    /// <summary>Closes the group that was opened last: the flags that were in force outside.</summary>
    public PatternFlags Close()
    {
        if (_frames.Count == 1)
            throw PatternErrors.Of(PatternErrors.UnexpectedParenthesis, _pattern);
        PatternFrame frame = _frames.Pop();
        frame.EndAlternative();
        _pieces.Add(new PatternPiece(")"));
        PatternShape shape = frame.Captures ? frame.Whole().Captured() : frame.Whole();
        _frames.Peek().Add(Checked(new PatternAtom(frame.Start, shape, IsCharacter: false, IsRepeated: false)));
        return frame.OuterFlags;
    }

    /// <summary>Repeats what was added last; false when nothing was.</summary>
    public bool Repeat(char op, bool greedy)
    {
        if (_frames.Peek().Last is not { } atom)
            return false;
        Repeat(op.ToString(), greedy, atom, atom.Shape.Under(op), endless: op != '?');
        return true;
    }

    /// <summary>Repeats what was added last; false when nothing was.</summary>
    /// <param name="least">The least count.</param>
    /// <param name="most">The most; negative for no bound.</param>
    /// <param name="greedy">As many as can be.</param>
    /// <param name="fits">Whether the copies that nested counts make stay below Go's bound.</param>
    public bool Repeat(int least, int most, bool greedy, out bool fits)
    {
        fits = true;
        if (_frames.Peek().Last is not { } atom)
            return false;
        PatternShape shape = atom.Shape.Counted(least, most);
        fits = shape.Repeats <= MaxRepeat;
        if (fits)
            Repeat(most == least ? $"{{{least}}}" : most < 0 ? $"{{{least},}}" : $"{{{least},{most}}}", greedy, atom, shape, endless: most < 0);
        return true;
    }

    /// <summary>The pattern is at its end.</summary>
    public void Finish()
    {
        if (_frames.Count > 1)
            throw PatternErrors.Of(PatternErrors.MissingParenthesis, _pattern);
        _frames.Peek().EndAlternative();
        Shape = _frames.Peek().Whole();
        Check(Shape);
        LookAhead = _endless == 0 || (_endless == 1 && _frames.Peek().EndsWithRun) ? (int)Shape.Size : int.MaxValue;
    }

    private void Repeat(string text, bool greedy, PatternAtom atom, PatternShape shape, bool endless)
    {
        _endless += endless ? 1 : 0;
        if (atom.IsRepeated)
        {
            // "a*(?i)*" is legal in Go, "a**" would be in neither.
            _pieces.Insert(atom.Start, new PatternPiece("(?:"));
            _pieces.Add(new PatternPiece(")"));
        }

        _pieces.Add(new PatternPiece(greedy ? text : text + "?"));
        _frames.Peek().Replace(Checked(new PatternAtom(atom.Start, shape, IsCharacter: false, IsRepeated: true, endless)));
    }

    private PatternAtom Checked(PatternAtom atom)
    {
        Check(atom.Shape);
        return atom;
    }

    private void Check(PatternShape shape)
    {
        if (shape.Size > MaxSize)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"regular expression is too large: with its counted repeats written out it has more than {MaxSize} parts");
        if (shape.Height > MaxHeight)
            throw PatternErrors.Of(PatternErrors.NestingDepth, _pattern);
    }
}
