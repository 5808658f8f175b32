namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>A group that is open (or the whole pattern), with what was read of it.</summary>
internal sealed class PatternFrame(PatternFlags outerFlags, bool captures, int start)
{
    private PatternShape? _alternatives;
    private PatternShape? _sequence;
    private bool _several;
    private PatternAtom? _last;
    private PatternAtom? _ended;
    private bool _joined;

    /// <summary>The flags to go back to when it closes.</summary>
    public PatternFlags OuterFlags { get; } = outerFlags;

    public bool Captures { get; } = captures;

    /// <summary>Its first piece.</summary>
    public int Start { get; } = start;

    /// <summary>What a repeat would apply to: null at the beginning and after <c>|</c>.</summary>
    public PatternAtom? Last => _last;

    /// <summary>One more thing after what is there.</summary>
    public void Add(PatternAtom atom)
    {
        EndAtom();
        _last = atom;
    }

    /// <summary>The last thing is repeated now.</summary>
    public void Replace(PatternAtom atom) => _last = atom;

    /// <summary>An alternative ends.</summary>
    public void EndAlternative()
    {
        _ended = _last;
        EndAtom();
        PatternShape sequence = _sequence is { } shape ? shape with { Height = shape.Height + (_several ? 1 : 0) } : PatternShape.One;
        _joined = _alternatives is not null;
        // A fork for each alternative but one.
        _alternatives = _alternatives is { } before ? before.With(sequence) with { Size = before.Size + sequence.Size + 1 } : sequence;
        _sequence = null;
        _several = false;
    }

    /// <summary>Whether there is one alternative alone, which ends with a repeat of one set without a bound (when the last alternative has ended).</summary>
    public bool EndsWithRun => !_joined && _ended is { Shape.Height: 2, IsEndless: true };

    /// <summary>All of it, when the last alternative has ended.</summary>
    public PatternShape Whole() => _alternatives!.Value with { Height = _alternatives.Value.Height + (_joined ? 1 : 0) };

    // Characters that follow each other are one string in the tree.
    private void EndAtom()
    {
        if (_last is not { } atom)
            return;
        _several |= _sequence is not null && !(atom.IsCharacter && _sequence.Value.Height == 1);
        _sequence = _sequence is { } before ? before.With(atom.Shape) : atom.Shape;
        _last = null;
    }
}
