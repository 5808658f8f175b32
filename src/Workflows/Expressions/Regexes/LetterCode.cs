using System.Text;

namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>
/// Writes kinds as letters of the private use area: one for each as long as they are few, else several, like the digits of a number. Each place has letters of its own. .NET's engine takes a time that
/// grows with the square of the letters that it must tell apart.
/// </summary>
internal sealed class LetterCode
{
    private const int FirstLetter = 0xE000;
    private const int MaxPlain = 48;
    private const int Base = 32;

    private readonly int _kinds;
    private readonly int _base;

    public LetterCode(int kinds)
    {
        _kinds = kinds;
        _base = kinds <= MaxPlain ? MaxPlain : Base;
        Length = 1;
        for (long room = _base; room < kinds; room *= _base)
            Length++;
    }

    /// <summary>Letters for each kind.</summary>
    public int Length { get; }

    /// <summary>Letters in all.</summary>
    public int Letters => Length == 1 ? _kinds : Length * _base;

    public void Append(StringBuilder text, int kind)
    {
        for (int place = 0; place < Length; place++)
            text.Append((char)LetterAt(place, kind));
    }

    /// <summary>Any of these kinds, as alternatives of letters that follow each other: one list of ranges for each place.</summary>
    public IEnumerable<IReadOnlyList<RuneSet>> Alternatives(IEnumerable<int> kinds) => Alternatives([.. kinds], 0);

    private IEnumerable<IReadOnlyList<RuneSet>> Alternatives(List<int> kinds, int place)
    {
        if (place == Length - 1)
            return kinds.Count == 0 ? [] : [[PlaceSet(place, kinds)]];
        // The letters here that go on in the same way are one alternative.
        return kinds.GroupBy(kind => LetterAt(place, kind))
            .Select(group => (Kinds: (List<int>)[.. group], Tails: (IReadOnlyList<IReadOnlyList<RuneSet>>)[.. Alternatives([.. group], place + 1)]))
            .GroupBy(head => string.Join(';', head.Tails.Select(tail => string.Join(',', tail.SelectMany(set => set.Ranges)))), StringComparer.Ordinal)
            .SelectMany(heads => heads.First().Tails.Select(tail => (IReadOnlyList<RuneSet>)[PlaceSet(place, heads.SelectMany(head => head.Kinds)), .. tail]));
    }

    private RuneSet PlaceSet(int place, IEnumerable<int> kinds) => RuneSet.Of(kinds.Select(kind => LetterAt(place, kind)).Distinct().Select(letter => new RuneRange(letter, letter)));

    private int LetterAt(int place, int kind)
    {
        for (int i = Length - 1; i > place; i--)
            kind /= _base;
        return FirstLetter + (place * _base) + (kind % _base);
    }
}
