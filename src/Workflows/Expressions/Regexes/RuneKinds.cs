namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>Code points behind ASCII by what the sets of a pattern make of them: those that no set tells from each other are of one kind.</summary>
internal sealed class RuneKinds
{
    /// <summary>The first code point that is not ASCII.</summary>
    public const int First = 128;

    // Steps to tell code points apart.
    private const long MaxWork = 5_000_000;

    // The first code points of ranges that no set splits, and the kind of each.
    private readonly int[] _starts;
    private readonly int[] _kinds;

    private RuneKinds(int[] starts)
    {
        _starts = starts;
        _kinds = new int[starts.Length];
    }

    /// <summary>How many there are: from 0 on, in the order of the code points.</summary>
    public int Count { get; private set; }

    public static RuneKinds Of(IReadOnlySet<RuneSet> sets)
    {
        IEnumerable<int> bounds = sets.SelectMany(set => set.Ranges).SelectMany(range => (int[])[range.First, range.Last + 1]);
        RuneKinds kinds = new([.. bounds.Where(code => code is > First and <= RuneSet.MaxRune).Append(First).Distinct().Order()]);
        int next = 1;
        long work = 0;
        foreach (RuneSet set in sets)
        {
            // Of those that were alike so far, the members of the set are something else now.
            Dictionary<int, int> members = [];
            foreach (int i in kinds.IndexesOf(set))
            {
                if (++work > MaxWork)
                    throw new ExpressionException(ExpressionErrorKind.Limit, "regular expression tells too many characters apart");
                if (!members.TryGetValue(kinds._kinds[i], out int kind))
                    members[kinds._kinds[i]] = kind = next++;
                kinds._kinds[i] = kind;
            }
        }

        kinds.Number();
        return kinds;
    }

    /// <summary>The kind of a code point that is not ASCII.</summary>
    public int KindOf(int code)
    {
        int index = Array.BinarySearch(_starts, code);
        return _kinds[index >= 0 ? index : ~index - 1];
    }

    /// <summary>The kinds of the members that are not ASCII, in order.</summary>
    public IEnumerable<int> KindsOf(RuneSet set) => IndexesOf(set).Select(i => _kinds[i]).Distinct().Order();

    private IEnumerable<int> IndexesOf(RuneSet set)
    {
        foreach (RuneRange range in set.Ranges)
        {
            if (range.Last < First)
                continue;
            for (int i = Array.BinarySearch(_starts, Math.Max(range.First, First)); i < _starts.Length && _starts[i] <= range.Last; i++)
                yield return i;
        }
    }

    private void Number()
    {
        Dictionary<int, int> numbers = [];
        for (int i = 0; i < _kinds.Length; i++)
        {
            if (!numbers.TryGetValue(_kinds[i], out int number))
                numbers[_kinds[i]] = number = numbers.Count;
            _kinds[i] = number;
        }

        Count = numbers.Count;
    }
}
