using System.Globalization;
using System.Text;

namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>
/// The text that .NET's engine sees. ASCII is itself; of all other code points, those that no set of the pattern tells from each other are the same letter (see <see cref="LetterCode"/>). So a code
/// point is one thing however many UTF-16 has for it, only ASCII has word characters, and the automaton stays small.
/// </summary>
internal sealed class RuneAlphabet
{
    private readonly RuneKinds _kinds;
    private readonly LetterCode _code;
    private readonly Dictionary<RuneSet, string> _classes = [];

    public RuneAlphabet(IEnumerable<RuneSet> sets)
    {
        HashSet<RuneSet> distinct = [.. sets];
        _kinds = RuneKinds.Of(distinct);
        _code = new LetterCode(_kinds.Count);
        Letters = _code.Letters + distinct.SelectMany(set => set.Ranges).SelectMany(range => (int[])[range.First, range.Last + 1]).Where(bound => bound < RuneKinds.First).Distinct().Count();
    }

    /// <summary>About how many letters the engine must tell from each other.</summary>
    public int Letters { get; }

    /// <summary>Whether a code point may be several letters.</summary>
    public bool HasInside => _code.Length > 1;

    /// <summary>The set in the syntax of .NET.</summary>
    public string ClassOf(RuneSet set) => _classes.TryGetValue(set, out string? known) ? known : _classes[set] = Write(set);

    /// <summary>The text in this alphabet.</summary>
    public MappedText Map(string text)
    {
        int plain = text.AsSpan().IndexOfAnyExceptInRange('\0', '\u007f');
        if (plain < 0)
            return new MappedText(text);
        StringBuilder letters = new(text.Length);
        letters.Append(text, 0, plain);
        MappedText.Shifts shifts = new(_code.Length);
        foreach (Rune rune in text.AsSpan(plain).EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                letters.Append((char)rune.Value);
                continue;
            }

            shifts.Add(letters.Length, rune.Utf16SequenceLength);
            _code.Append(letters, _kinds.KindOf(rune.Value));
        }

        return new MappedText(text, letters.ToString(), shifts);
    }

    private static string Escape(int c) => c < RuneKinds.First ? string.Create(CultureInfo.InvariantCulture, $"\\x{c:X2}") : string.Create(CultureInfo.InvariantCulture, $"\\u{c:X4}");

    private static string Class(RuneSet set)
    {
        if (set.Ranges is [{ } only] && only.First == only.Last)
            return Escape(only.First);
        return $"[{string.Concat(set.Ranges.Select(range => range.First == range.Last ? Escape(range.First) : $"{Escape(range.First)}-{Escape(range.Last)}"))}]";
    }

    private string Write(RuneSet set)
    {
        RuneSet ascii = RuneSet.Of(set.Ranges.Where(range => range.First < RuneKinds.First).Select(range => range with { Last = Math.Min(range.Last, RuneKinds.First - 1) }));
        List<IReadOnlyList<RuneSet>> alternatives = [.. _code.Alternatives(_kinds.KindsOf(set))];
        if (_code.Length == 1)
            alternatives = [[RuneSet.Of(ascii.Ranges.Concat(alternatives.SelectMany(letters => letters[0].Ranges)))]];
        else if (ascii.Ranges.Count > 0)
            alternatives.Add([ascii]);
        if (alternatives.Count == 0 || alternatives is [[{ Ranges.Count: 0 }]])
            return "[^\\x00-\\uFFFF]";
        string text = string.Join('|', alternatives.Select(letters => string.Concat(letters.Select(Class))));
        return _code.Length == 1 ? text : $"(?:{text})";
    }
}
