using System.Text.RegularExpressions;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Regular expressions of a run: RE2's syntax in linear time, as gojq has them.</summary>
internal sealed class JqRegexes(JqBudget budget)
{
    // To compile one costs what some thousands of steps do.
    private const int CompileSteps = 2000;

    private readonly Dictionary<string, Regex> _known = new(StringComparer.Ordinal);

    /// <summary>Whether it matches.</summary>
    public bool Test(object? input, object? pattern, object? flags) => Of(input, ref pattern, ref flags, out _, out var text).IsMatch(text);

    /// <summary>Emits matches as objects.</summary>
    public bool Match(object? input, object? pattern, object? flags, Func<JqItem, bool> emit)
    {
        var regex = Of(input, ref pattern, ref flags, out var global, out var text);
        var positions = new RunePositions(text);
        for (var match = regex.Match(text); match.Success; match = match.NextMatch())
        {
            budget.Step(1);
            if (!emit(new JqItem(Object(regex, match, positions))))
                return false;
            if (!global)
                break;
        }

        return true;
    }

    /// <summary>Splits at matches.</summary>
    public List<object?> Split(object? input, object? pattern, object? flags)
    {
        var regex = Of(input, ref pattern, ref flags, out _, out var text);
        var parts = new List<object?>();
        var at = 0;
        foreach (Match match in regex.Matches(text))
        {
            budget.Take(match.Index - at + 1);
            parts.Add(text[at..match.Index]);
            at = match.Index + match.Length;
        }

        budget.Take(text.Length - at + 1);
        parts.Add(text[at..]);
        return parts;
    }

    private Regex Of(object? input, ref object? pattern, ref object? flags, out bool global, out string text)
    {
        // match(["re", "flags"]) is the same as match("re"; "flags").
        if (pattern is List<object?> { Count: > 0 } both)
            (pattern, flags) = (both[0], both.Count > 1 ? both[1] : null);
        text = input as string ?? throw new JqError($"{JqWriter.Short(input)} cannot be matched, as it is not a string");
        if (pattern is not string source || flags is not (string or null))
            throw new JqError($"{JqWriter.Short(pattern)} cannot be matched, as it is not a string");
        var options = flags as string ?? "";
        if (options.FirstOrDefault(flag => !"gisn".Contains(flag, StringComparison.Ordinal)) is not '\0' and var unknown)
            throw new JqError($"unsupported regular expression flag: {GoQuote.Quote(unknown.ToString())}");
        global = options.Contains('g', StringComparison.Ordinal);
        budget.Step(1 + (text.Length / 16));
        return Compile((options.Contains('i', StringComparison.Ordinal) ? "(?i)" : "") + (options.Contains('s', StringComparison.Ordinal) ? "(?s)" : "") + source);
    }

    private Regex Compile(string pattern)
    {
        if (_known.TryGetValue(pattern, out var known))
            return known;
        budget.Step(CompileSteps + pattern.Length);
        try
        {
            return _known[pattern] = GoRegex.Compile(pattern);
        }
        catch (ExpressionException e) when (e.Kind != ExpressionErrorKind.Limit)
        {
            throw new JqError(e.Message, e);
        }
    }

    private Dictionary<string, object?> Object(Regex regex, Match match, RunePositions positions)
    {
        var captures = new List<object?>();
        for (var i = 1; i < match.Groups.Count; i++)
        {
            var name = regex.GroupNameFromNumber(regex.GetGroupNumbers()[i]);
            var capture = Part(match.Groups[i], positions);
            capture["name"] = char.IsAsciiDigit(name[0]) ? null : name;
            captures.Add(capture);
        }

        var made = Part(match, positions);
        made["captures"] = captures;
        return made;
    }

    private Dictionary<string, object?> Part(Group group, RunePositions positions)
    {
        budget.Take(group.Length + 4);
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["offset"] = group.Success ? positions.Of(group.Index) : -1L,
            ["length"] = group.Success ? positions.Of(group.Index + group.Length) - positions.Of(group.Index) : 0L,
            ["string"] = group.Success ? group.Value : null,
        };
    }

    // Offsets count code points.
    private sealed class RunePositions(string text)
    {
        private readonly bool _plain = !text.Any(char.IsSurrogate);

        public long Of(int index) => _plain ? index : text[..index].EnumerateRunes().Count();
    }
}
