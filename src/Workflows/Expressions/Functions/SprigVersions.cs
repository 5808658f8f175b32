using System.Buffers;
using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;
using static Fleet.Workflows.Expressions.Functions.SprigValues;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Sprig's semantic versions (semver.org), with the usual constraints: <c>^1.2</c>, <c>~1.2.3</c>, <c>&gt;= 1, &lt; 3 || 5.x</c>.</summary>
internal static class SprigVersions
{
    private static readonly SearchValues<char> OperatorSigns = SearchValues.Create("=!<>~^");

    public static IEnumerable<ExpressionFunction> All =>
    [
        Define("semver", 1, (_, a) => SemanticVersion.Parse(Text(a, 0))),
        Define("semverCompare", 2, (_, a) => Satisfies(Text(a, 0), SemanticVersion.Parse(Text(a, 1)))),
    ];

    private static bool Satisfies(string constraints, SemanticVersion version)
    {
        foreach (string alternative in constraints.Split("||"))
        {
            // "1 - 3" is a range; commas and blanks both mean "and".
            string[] range = alternative.Split(" - ");
            bool holds = range.Length == 2
                ? Holds($">={range[0].Trim()}", version) && Holds($"<={range[1].Trim()}", version)
                : Terms(alternative).All(term => Holds(term, version));
            if (holds)
                return true;
        }

        return false;
    }

    private static IEnumerable<string> Terms(string text)
    {
        string pending = "";
        foreach (string part in text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            pending += part;
            if (part.AsSpan().IndexOfAnyExcept(OperatorSigns) < 0)
                continue;
            yield return pending;
            pending = "";
        }

        if (pending.Length > 0)
            throw new ExpressionException($"improper constraint: {text}");
    }

    private static bool Holds(string term, SemanticVersion version)
    {
        int length = term.AsSpan().IndexOfAnyExcept(OperatorSigns);
        if (length < 0)
            throw new ExpressionException($"improper constraint: {term}");
        string op = term[..length];
        (SemanticVersion bound, int parts) = SemanticVersion.ParsePartial(term[length..]);
        // Versions that are not releases match only constraints that name one.
        if (version.IsPrerelease && !bound.IsPrerelease && (op != "!=" || parts < 3))
            return false;
        int order = version.CompareTo(bound);
        bool inPart = version.SharesParts(bound, parts);
        return op switch
        {
            "" or "=" or "==" => parts < 3 ? inPart : order == 0,
            "!=" => parts < 3 ? !inPart : order != 0,
            ">" => parts < 3 ? order > 0 && !inPart : order > 0,
            ">=" or "=>" => order >= 0,
            "<" => order < 0,
            "<=" or "=<" => order <= 0 || (parts < 3 && inPart),
            "~" or "~>" => order >= 0 && version.SharesParts(bound, Math.Min(parts, 2)),
            "^" => order >= 0 && version.SharesParts(bound, bound.CaretParts(parts)),
            _ => throw new ExpressionException($"improper constraint: {term}"),
        };
    }
}
