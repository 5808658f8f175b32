using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>
/// A regular expression of Go (<c>regexp</c>, RE2's syntax), run by the linear-time engine of .NET: read by Go's rules, then written anew for .NET in an alphabet in which both mean the same.
/// </summary>
internal sealed class GoRegex
{
    /// <summary>Longest pattern, in characters.</summary>
    public const int MaxPattern = 10_000;

    // Characters of the pattern as .NET gets it.
    private const int MaxWritten = 1_000_000;

    private readonly string _pattern;
    private readonly PatternBuilder _built;
    private readonly RuneAlphabet _alphabet;
    private readonly Lazy<Regex> _plain;
    private readonly Lazy<Regex> _capturing;

    private GoRegex(string pattern, PatternBuilder built)
    {
        _pattern = pattern;
        _built = built;
        _alphabet = new RuneAlphabet(built.Pieces.Select(piece => piece.Set).OfType<RuneSet>());
        // Made when first used: to check a pattern costs little, to build its automaton does not.
        _plain = new Lazy<Regex>(() => Build(captures: false));
        _capturing = Names.Count > 1 ? new Lazy<Regex>(() => Build(captures: true)) : _plain;
    }

    /// <summary>The names of the groups by their number; null for those without. The first is the match as a whole.</summary>
    public IReadOnlyList<string?> Names => _built.Names;

    /// <summary>What its making costs, in steps of an evaluation. The engine's own share grows with the square of the letters that it tells apart.</summary>
    public long MakingSteps => 500 + _pattern.Length + (40L * _alphabet.Letters * _alphabet.Letters);

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ExpressionException">Go would refuse it (<c>error parsing regexp: ..</c>), or it passes a bound.</exception>
    public static GoRegex Compile(string pattern)
    {
        if (pattern.Length > MaxPattern)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"regular expression is longer than {MaxPattern} characters");
        return new GoRegex(pattern, PatternParser.Parse(pattern));
    }

    /// <summary>Whether it matches somewhere.</summary>
    /// <param name="text">The text.</param>
    /// <param name="charge">Takes the steps that it costs, before they are made.</param>
    public bool IsMatch(string text, Action<long> charge)
    {
        charge(StepsFor(text.Length));
        MappedText mapped = _alphabet.Map(text);
        return _plain.Value.IsMatch(mapped.Letters) && (!_alphabet.HasInside || FindAll(mapped, _plain.Value, charge).Any());
    }

    /// <summary>All matches that do not overlap, without their groups. As in Go, an empty one right behind another is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="charge">Takes the steps that it costs, before they are made.</param>
    public IEnumerable<GoMatch> FindAll(string text, Action<long> charge)
    {
        charge(StepsFor(text.Length));
        return FindAll(_alphabet.Map(text), _plain.Value, charge);
    }

    /// <summary>The same with their groups.</summary>
    /// <param name="text">The text.</param>
    /// <param name="charge">Takes the steps that it costs, before they are made.</param>
    public IEnumerable<GoMatch> FindAllWithGroups(string text, Action<long> charge)
    {
        // To find the groups the engine walks each match once more, much slower.
        charge(Names.Count == 1 ? StepsFor(text.Length) : (4L * text.Length) + (StepsFor(text.Length) * (1 + (Names.Count / 16))));
        return FindAll(_alphabet.Map(text), _capturing.Value, charge);
    }

    // Where an automaton of many states would be too large the engine walks all states at once.
    private long StepsFor(int length) => (length / 16) + (length * Math.Max(0, _built.Shape.Size - 100) / 64);

    private IEnumerable<GoMatch> FindAll(MappedText text, Regex regex, Action<long> charge)
    {
        int end = -1;
        for (Match match = regex.Match(text.Letters); match.Success; match = match.NextMatch())
        {
            // The next search may look at all that is left, and find a short match all the same.
            charge(StepsFor(Math.Min(text.Letters.Length - match.Index, _built.LookAhead)) / 8);
            // What matches nothing may do so between the letters of one code point, which is no place of the text.
            if (match.Length == 0 && (match.Index == end || text.IndexOf(match.Index) < 0))
                continue;
            yield return new GoMatch(text, match);
            end = match.Index + match.Length;
        }
    }

    private Regex Build(bool captures)
    {
        StringBuilder written = new();
        foreach (PatternPiece piece in _built.Pieces)
        {
            if (piece.Group > 0)
                written.Append(captures ? string.Create(CultureInfo.InvariantCulture, $"(?<{piece.Group}>") : "(?:");
            else
                written.Append(piece.Text ?? _alphabet.ClassOf(piece.Set!));
            if (written.Length > MaxWritten)
                throw TooLarge();
        }

        try
        {
            return new Regex(written.ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            throw TooLarge();
        }
    }

    private ExpressionException TooLarge() => new(ExpressionErrorKind.Limit, $"regular expression is too large: {Values.GoQuote.Quote(_pattern[..Math.Min(_pattern.Length, 100)])}");
}
