namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>A set of code points: sorted ranges that neither overlap nor touch.</summary>
internal sealed class RuneSet : IEquatable<RuneSet>
{
    /// <summary>The last code point of Unicode.</summary>
    public const int MaxRune = 0x10FFFF;

    public static readonly RuneSet None = new([]);
    public static readonly RuneSet Any = new([new RuneRange(0, MaxRune)]);
    public static readonly RuneSet NotNewline = new([new RuneRange(0, '\n' - 1), new RuneRange('\n' + 1, MaxRune)]);

    private static readonly RuneSet[] Singles = [.. Enumerable.Range(0, 128).Select(code => new RuneSet([new RuneRange(code, code)]))];

    private readonly RuneRange[] _ranges;
    private readonly int _hash;

    private RuneSet(RuneRange[] ranges)
    {
        _ranges = ranges;
        HashCode hash = default;
        foreach (RuneRange range in ranges)
            hash.Add(range);
        _hash = hash.ToHashCode();
    }

    public IReadOnlyList<RuneRange> Ranges => _ranges;

    public static RuneSet Of(int code) => code < Singles.Length ? Singles[code] : new RuneSet([new RuneRange(code, code)]);

    public static RuneSet Of(IEnumerable<RuneRange> ranges)
    {
        List<RuneRange> result = [];
        foreach (RuneRange range in ranges.OrderBy(range => range.First))
        {
            if (result.Count > 0 && range.First <= result[^1].Last + 1)
                result[^1] = result[^1] with { Last = Math.Max(result[^1].Last, range.Last) };
            else
                result.Add(range);
        }

        return result.Count == 0 ? None : result is [{ } only] && only.First == only.Last ? Of(only.First) : new RuneSet([.. result]);
    }

    public RuneSet Negate()
    {
        List<RuneRange> result = [];
        int next = 0;
        foreach (RuneRange range in _ranges)
        {
            if (next < range.First)
                result.Add(new RuneRange(next, range.First - 1));
            next = range.Last + 1;
        }

        if (next <= MaxRune)
            result.Add(new RuneRange(next, MaxRune));
        return new RuneSet([.. result]);
    }

    public bool Contains(int code)
    {
        int low = 0;
        int high = _ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (code < _ranges[middle].First)
                high = middle - 1;
            else if (code > _ranges[middle].Last)
                low = middle + 1;
            else
                return true;
        }

        return false;
    }

    public bool Equals(RuneSet? other) => other is not null && (ReferenceEquals(this, other) || (_hash == other._hash && _ranges.AsSpan().SequenceEqual(other._ranges)));

    public override bool Equals(object? obj) => Equals(obj as RuneSet);

    public override int GetHashCode() => _hash;
}
