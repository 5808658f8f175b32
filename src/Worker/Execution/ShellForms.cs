using System.Text;
using System.Text.RegularExpressions;

namespace Fleet.Worker.Execution;

/// <summary>The texts as which shells show a word that they run (<c>set -x</c>), but for the word as it is. A byte is a character here.</summary>
internal static partial class ShellForms
{
    /// <summary>Those of a word of letters and digits, too: what bash's <c>[[ ]]</c> compares has a backslash before each byte, or each character of the locale.</summary>
    public static IEnumerable<string> OfAnyWord(string line)
    {
        yield return string.Concat(line.Select(c => $"\\{c}"));
        yield return string.Concat(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line)).EnumerateRunes().Select(rune => "\\" + Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(rune.ToString()))));
    }

    /// <summary>Those of a word that is quoted.</summary>
    public static IEnumerable<string> OfQuotedWord(string line)
    {
        yield return line.Replace("'", "'\\''", StringComparison.Ordinal);
        // dash and busybox; nothing comes after the last one.
        var quoted = Apostrophes().Replace(line, run => $"'\"{run.Value}\"'");
        yield return line.EndsWith('\'') ? quoted[..^1] : quoted;
        // bash's $'...', as in the C locale and as in one of UTF-8.
        yield return AnsiC(line, c => c > '~');
        yield return AnsiC(line, _ => false);
    }

    private static string AnsiC(string line, Func<char, bool> isOctal) => string.Concat(line.Select(c => c switch
    {
        '\'' or '\\' => $"\\{c}",
        '\a' => "\\a",
        '\b' => "\\b",
        '\e' => "\\E",
        '\f' => "\\f",
        '\r' => "\\r",
        '\t' => "\\t",
        '\v' => "\\v",
        _ when c is < ' ' or '\x7f' || isOctal(c) => "\\" + Convert.ToString(c, 8).PadLeft(3, '0'),
        _ => c.ToString(),
    }));

    [GeneratedRegex("'+")]
    private static partial Regex Apostrophes();
}
