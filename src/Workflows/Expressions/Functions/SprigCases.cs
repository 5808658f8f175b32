using System.Text;
using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;
using static Fleet.Workflows.Expressions.Functions.SprigValues;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Sprig's functions of upper and lower case.</summary>
internal static class SprigCases
{
    public static IEnumerable<ExpressionFunction> All =>
    [
        Define("upper", 1, (_, a) => Text(a, 0).ToUpperInvariant()),
        Define("lower", 1, (_, a) => Text(a, 0).ToLowerInvariant()),
        Define("title", 1, (_, a) => EachWord(Text(a, 0), char.ToUpperInvariant, static c => char.IsLetterOrDigit(c) || c == '_')),
        Define("untitle", 1, (_, a) => EachWord(Text(a, 0), char.ToLowerInvariant, static c => !char.IsWhiteSpace(c))),
        Define("swapcase", 1, (_, a) => string.Concat(Text(a, 0).Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)))),
        Define("nospace", 1, (_, a) => string.Concat(Text(a, 0).Where(c => !char.IsWhiteSpace(c)))),
        Define("initials", 1, (_, a) => Initials(Text(a, 0))),
        Define("snakecase", 1, (_, a) => WordCases.Separated(Text(a, 0), '_')),
        Define("kebabcase", 1, (_, a) => WordCases.Separated(Text(a, 0), '-')),
        Define("camelcase", 1, (_, a) => WordCases.Pascal(Text(a, 0))),
    ];

    // Go's strings.Title, and goutils' Uncapitalize: to one a word is of letters, digits and underscores, to the other of all but blanks.
    private static string EachWord(string text, Func<char, char> first, Func<char, bool> isOfWord)
    {
        StringBuilder result = new(text.Length);
        bool inWord = false;
        foreach (char c in text)
        {
            result.Append(inWord ? c : first(c));
            inWord = isOfWord(c);
        }

        return result.ToString();
    }

    private static string Initials(string text)
    {
        StringBuilder result = new();
        bool afterSpace = true;
        foreach (char c in text)
        {
            if (afterSpace && !char.IsWhiteSpace(c))
                result.Append(c);
            afterSpace = char.IsWhiteSpace(c);
        }

        return result.ToString();
    }
}
