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
        Define("title", 1, (_, a) => EachWord(Text(a, 0), char.ToUpperInvariant)),
        Define("untitle", 1, (_, a) => EachWord(Text(a, 0), char.ToLowerInvariant)),
        Define("swapcase", 1, (_, a) => string.Concat(Text(a, 0).Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)))),
        Define("nospace", 1, (_, a) => string.Concat(Text(a, 0).Where(c => !char.IsWhiteSpace(c)))),
        Define("initials", 1, (_, a) => Initials(Text(a, 0))),
        Define("snakecase", 1, (_, a) => Separate(Text(a, 0), '_')),
        Define("kebabcase", 1, (_, a) => Separate(Text(a, 0), '-')),
        Define("camelcase", 1, (_, a) => Camel(Text(a, 0))),
    ];

    // Words are runs of letters, digits and underscores.
    private static string EachWord(string text, Func<char, char> first)
    {
        StringBuilder result = new(text.Length);
        bool inWord = false;
        foreach (char c in text)
        {
            result.Append(inWord ? c : first(c));
            inWord = char.IsLetterOrDigit(c) || c is '_' or '\'';
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

    private static string Separate(string text, char separator)
    {
        StringBuilder result = new();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is ' ' or '-' or '_')
            {
                result.Append(separator);
                continue;
            }

            bool wordBefore = i > 0 && char.IsLetterOrDigit(text[i - 1]);
            bool starts = char.IsUpper(c) && wordBefore && (!char.IsUpper(text[i - 1]) || (i + 1 < text.Length && char.IsLower(text[i + 1])));
            bool digit = i > 0 && char.IsLetter(text[i - 1]) != char.IsLetter(c) && wordBefore && char.IsDigit(c) && char.IsLower(text[i - 1]);
            if (starts || digit)
                result.Append(separator);
            result.Append(char.ToLowerInvariant(c));
        }

        return result.ToString();
    }

    private static string Camel(string text)
    {
        StringBuilder result = new();
        bool first = true;
        foreach (char c in text)
        {
            if (c is ' ' or '-' or '_' && result.Length > 0)
            {
                first = true;
                continue;
            }

            result.Append(first ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            first = c is '_' or '-' or ' ';
        }

        return result.ToString();
    }
}
