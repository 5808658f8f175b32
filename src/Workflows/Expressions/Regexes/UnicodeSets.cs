using System.Collections.Concurrent;
using System.Globalization;

namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>
/// The sets that <c>\p{..}</c> names: categories (<c>L</c>, <c>Lu</c>, <c>Uppercase_Letter</c>), scripts (<c>Latin</c>), <c>Any</c>, <c>Assigned</c> and <c>ASCII</c>. Case, blanks, <c>_</c> and <c>-</c> of a
/// name do not count, as in Go from 1.25 on.
/// </summary>
internal static class UnicodeSets
{
    // The two letters of a category, in the order of .NET's enumeration, and its long name.
    private static readonly string[] Categories =
    [
        "Lu Uppercase_Letter", "Ll Lowercase_Letter", "Lt Titlecase_Letter", "Lm Modifier_Letter", "Lo Other_Letter", "Mn Nonspacing_Mark", "Mc Spacing_Mark", "Me Enclosing_Mark", "Nd Decimal_Number digit",
        "Nl Letter_Number", "No Other_Number", "Zs Space_Separator", "Zl Line_Separator", "Zp Paragraph_Separator", "Cc Control cntrl", "Cf Format", "Cs Surrogate", "Co Private_Use", "Pc Connector_Punctuation",
        "Pd Dash_Punctuation", "Ps Open_Punctuation", "Pe Close_Punctuation", "Pi Initial_Punctuation", "Pf Final_Punctuation", "Po Other_Punctuation", "Sm Math_Symbol", "Sc Currency_Symbol", "Sk Modifier_Symbol",
        "So Other_Symbol", "Cn Unassigned",
    ];

    // Those of several categories: what their letters begin with.
    private static readonly string[] Groups =
        ["L Letter", "M Mark Combining_Mark", "N Number", "P Punctuation punct", "S Symbol", "Z Separator", "C Other"];

    private static readonly Lazy<List<RuneRange>[]> ByCategory = new(ReadCategories);
    private static readonly Dictionary<string, Func<RuneSet>> Known = Table();
    private static readonly ConcurrentDictionary<string, RuneSet> Made = new(StringComparer.Ordinal);

    /// <summary>The set of that name, or null.</summary>
    public static RuneSet? Find(string name)
    {
        string key = Canonical(name);
        return Known.TryGetValue(key, out Func<RuneSet>? make) ? Made.GetOrAdd(key, static (_, make) => make(), make) : null;
    }

    private static string Canonical(string name) => string.Concat(name.Where(c => c is not (' ' or '_' or '-')).Select(char.ToLowerInvariant));

    private static Dictionary<string, Func<RuneSet>> Table()
    {
        Dictionary<string, Func<RuneSet>> table = new(StringComparer.Ordinal)
        {
            ["any"] = () => RuneSet.Any,
            ["ascii"] = () => RuneSet.Of([new RuneRange(0, 127)]),
            ["assigned"] = () => OfCategories(name => name != "Cn"),
            ["lc"] = () => OfCategories(name => name is "Lu" or "Ll" or "Lt"),
            ["casedletter"] = () => OfCategories(name => name is "Lu" or "Ll" or "Lt"),
        };
        foreach (string line in UnicodeData.Scripts.Split('\n'))
            table[Canonical(line[..line.IndexOf(' ', StringComparison.Ordinal)])] = () => ReadScript(line);
        foreach (string[] names in Categories.Concat(Groups).Select(line => line.Split(' ')))
        {
            foreach (string name in names)
                table[Canonical(name)] = () => OfCategories(category => category.StartsWith(names[0], StringComparison.Ordinal));
        }

        return table;
    }

    private static RuneSet OfCategories(Func<string, bool> wanted) =>
        RuneSet.Of(Enumerable.Range(0, Categories.Length).Where(i => wanted(Categories[i][..2])).SelectMany(i => ByCategory.Value[i]));

    private static List<RuneRange>[] ReadCategories()
    {
        List<RuneRange>[] found = [.. Categories.Select(_ => new List<RuneRange>())];
        for (int code = 0; code <= RuneSet.MaxRune; code++)
        {
            List<RuneRange> ranges = found[(int)CharUnicodeInfo.GetUnicodeCategory(code)];
            if (ranges.Count > 0 && ranges[^1].Last == code - 1)
                ranges[^1] = ranges[^1] with { Last = code };
            else
                ranges.Add(new RuneRange(code, code));
        }

        return found;
    }

    private static RuneSet ReadScript(string line)
    {
        List<RuneRange> ranges = [];
        int at = 0;
        foreach (string[] part in line.Split(' ').Skip(1).Select(part => part.Split('+')))
        {
            int first = at + Number(part[0]);
            at = first + (part.Length > 1 ? Number(part[1]) : 0);
            ranges.Add(new RuneRange(first, at));
        }

        return RuneSet.Of(ranges);
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
