using System.Globalization;

namespace Fleet.Workflows.Expressions.Values;

/// <summary>A version of semver.org; missing parts are zero.</summary>
internal sealed record SemanticVersion(long Major, long Minor, long Patch, string Prerelease, string Metadata, string Original)
    : IComparable<SemanticVersion>
{
    public bool IsPrerelease => Prerelease.Length > 0;

    public static SemanticVersion Parse(string text)
    {
        (SemanticVersion version, int parts) = ParsePartial(text);
        return parts > 0 && !text.Split('-', '+')[0].AsSpan().ContainsAny("xX*") ? version : throw new ExpressionException("Invalid Semantic Version");
    }

    /// <summary>The version and how many of its three parts were given; <c>x</c> and <c>*</c> are not given.</summary>
    public static (SemanticVersion Version, int Parts) ParsePartial(string text)
    {
        string rest = text.StartsWith('v') ? text[1..] : text;
        string metadata = "";
        string prerelease = "";
        if (rest.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus)
            (rest, metadata) = (rest[..plus], Identifiers(rest[(plus + 1)..], leadingZeros: true));
        if (rest.IndexOf('-', StringComparison.Ordinal) is >= 0 and var dash)
            (rest, prerelease) = (rest[..dash], Identifiers(rest[(dash + 1)..], leadingZeros: false));
        string[] parts = rest.Split('.');
        long[] numbers = [0, 0, 0];
        int given = 0;
        foreach (string part in parts)
        {
            if (part is "x" or "X" or "*")
                break;
            if (given == 3 || !long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
                throw new ExpressionException("Invalid Semantic Version");
            numbers[given++] = number;
        }

        return (new SemanticVersion(numbers[0], numbers[1], numbers[2], prerelease, metadata, text), given);
    }

    // What follows - and +: words with dots between them; numbers of a prerelease do not begin with zero.
    private static string Identifiers(string text, bool leadingZeros)
    {
        foreach (string word in text.Split('.'))
        {
            if (word.Length == 0 || !word.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '-'))
                throw new ExpressionException("Invalid Semantic Version");
            if (!leadingZeros && word.Length > 1 && word[0] == '0' && word.All(char.IsAsciiDigit))
                throw new ExpressionException("Version segment starts with 0");
        }

        return text;
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
            return 1;
        int order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return order != 0 ? order : ComparePrerelease(Prerelease, other.Prerelease);
    }

    /// <summary>Whether the first so many parts are equal.</summary>
    public bool SharesParts(SemanticVersion other, int parts) =>
        (parts < 1 || Major == other.Major) && (parts < 2 || Minor == other.Minor) && (parts < 3 || Patch == other.Patch);

    /// <summary>The parts that <c>^</c> keeps: up to the first that is not zero.</summary>
    public int CaretParts(int given) => Major > 0 || given < 2 ? Math.Min(given, 1) : Minor > 0 || given < 3 ? 2 : 3;

    /// <summary>All three parts, and what comes after them.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}{(IsPrerelease ? "-" + Prerelease : "")}{(Metadata.Length > 0 ? "+" + Metadata : "")}");

    /// <summary>A method of it, as Go's package semver has them; null: there is none of that name.</summary>
    public ExpressionFunction? Method(string name) => name switch
    {
        "Major" => Getter(name, Major),
        "Minor" => Getter(name, Minor),
        "Patch" => Getter(name, Patch),
        "Prerelease" => Getter(name, Prerelease),
        "Metadata" => Getter(name, Metadata),
        "Original" => Getter(name, Original),
        "String" => Getter(name, ToString()),
        "IncMajor" => Getter(name, Next(new(Major + 1, 0, 0, "", "", ""))),
        "IncMinor" => Getter(name, Next(new(Major, Minor + 1, 0, "", "", ""))),
        "IncPatch" => Getter(name, Next(new(Major, Minor, IsPrerelease ? Patch : Patch + 1, "", "", ""))),
        "Compare" => Comparison(name, order => (long)order),
        "Equal" => Comparison(name, order => order == 0),
        "LessThan" => Comparison(name, order => order < 0),
        "LessThanEqual" => Comparison(name, order => order <= 0),
        "GreaterThanEqual" => Comparison(name, order => order >= 0),
        "GreaterThan" => Comparison(name, order => order > 0),
        _ => null,
    };

    private static ExpressionFunction Getter(string name, object value) => new(name, 0, 0, (_, _) => value);

    private ExpressionFunction Comparison(string name, Func<int, object> result) =>
        new(name, 1, 1, (_, a) => result(Math.Sign(CompareTo(a[0] as SemanticVersion ?? throw new ExpressionException($"cannot use {GoType.Name(a[0])} as a version")))));

    // It begins with a v where this one does.
    private SemanticVersion Next(SemanticVersion next) => next with { Original = (Original.StartsWith('v') ? "v" : "") + next };

    private static int ComparePrerelease(string left, string right)
    {
        if (left == right)
            return 0;
        if (left.Length == 0 || right.Length == 0)
            return left.Length == 0 ? 1 : -1;
        string[] a = left.Split('.');
        string[] b = right.Split('.');
        for (int i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            bool aNumber = long.TryParse(a[i], NumberStyles.None, CultureInfo.InvariantCulture, out long x);
            bool bNumber = long.TryParse(b[i], NumberStyles.None, CultureInfo.InvariantCulture, out long y);
            int order = aNumber && bNumber ? x.CompareTo(y) : aNumber != bNumber ? (aNumber ? -1 : 1) : string.CompareOrdinal(a[i], b[i]);
            if (order != 0)
                return order;
        }

        return a.Length.CompareTo(b.Length);
    }
}
