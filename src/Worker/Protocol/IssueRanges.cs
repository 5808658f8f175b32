namespace Fleet.Worker.Protocol;

/// <summary>Issue numbers taken in a session, as ranges: they rise by one, so that the memory stays bounded however many tasks there were (rule 8).</summary>
internal sealed class IssueRanges
{
    private readonly List<(long From, long To)> _ranges = []; // ascending, apart by more than one

    /// <summary>Ranges at present.</summary>
    public int Count => _ranges.Count;

    /// <summary>Takes a number.</summary>
    /// <returns>False: it was taken before.</returns>
    public bool TryAdd(long number)
    {
        var next = NextAbove(number);
        if (next > 0 && _ranges[next - 1].To >= number) return false;
        var joinsBefore = next > 0 && _ranges[next - 1].To == number - 1;
        var joinsAfter = next < _ranges.Count && _ranges[next].From == number + 1;
        switch (joinsBefore, joinsAfter)
        {
            case (true, true):
                _ranges[next - 1] = (_ranges[next - 1].From, _ranges[next].To);
                _ranges.RemoveAt(next);
                break;
            case (true, false):
                _ranges[next - 1] = (_ranges[next - 1].From, number);
                break;
            case (false, true):
                _ranges[next] = (number, _ranges[next].To);
                break;
            default:
                _ranges.Insert(next, (number, number));
                break;
        }

        return true;
    }

    public void Clear() => _ranges.Clear();

    /// <summary>Index of the first range that begins above the number.</summary>
    private int NextAbove(long number)
    {
        int low = 0, high = _ranges.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].From <= number) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
