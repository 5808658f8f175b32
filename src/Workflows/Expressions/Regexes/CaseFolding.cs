using System.Globalization;

namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>What <c>(?i)</c> takes as the same: Unicode's simple case folding, as Go's <c>unicode.SimpleFold</c> (<c>s</c>, <c>S</c> and <c>ſ</c>; <c>k</c>, <c>K</c> and the Kelvin sign).</summary>
internal static class CaseFolding
{
    private static readonly Dictionary<int, List<int>> Orbits = Read();

    /// <summary>The set with all that its members fold to.</summary>
    public static RuneSet Close(RuneSet set)
    {
        if (set.Ranges is [{ } only] && only.First == only.Last)
            return Orbits.TryGetValue(only.First, out List<int>? orbit) ? RuneSet.Of(orbit.Select(code => new RuneRange(code, code))) : set;
        List<RuneRange> added = [];
        foreach (int code in Folding(set))
        {
            foreach (int other in Orbits[code])
            {
                if (!set.Contains(other))
                    added.Add(new RuneRange(other, other));
            }
        }

        return added.Count == 0 ? set : RuneSet.Of([.. set.Ranges, .. added]);
    }

    // The members that fold to others; a small set is walked, not the table.
    private static IEnumerable<int> Folding(RuneSet set) => set.Ranges.Sum(range => range.Last - range.First + 1) <= Orbits.Count
        ? set.Ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1)).Where(Orbits.ContainsKey)
        : Orbits.Keys.Where(set.Contains);

    private static Dictionary<int, List<int>> Read()
    {
        Dictionary<int, List<int>> orbits = [];
        foreach (string run in UnicodeData.Folds.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            string[] numbers = run.Split('-', '=', '+');
            int first = Number(numbers[0]);
            int last = Number(numbers[^2]);
            int distance = Number(numbers[^1]);
            for (int code = first; code <= last; code += run.Contains('=', StringComparison.Ordinal) ? 2 : 1)
                Join(orbits, code, code + distance);
        }

        return orbits;
    }

    private static void Join(Dictionary<int, List<int>> orbits, int left, int right)
    {
        List<int> joined = [.. Of(left), .. Of(right)];
        foreach (int code in joined)
            orbits[code] = joined;

        List<int> Of(int code) => orbits.TryGetValue(code, out List<int>? orbit) ? orbit : [code];
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
