using Fleet.Workflows.Expressions.Regexes;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Regular expressions of a run: RE2's syntax in linear time, as gojq has them.</summary>
internal sealed class JqRegexes(JqBudget budget)
{
    // To compile one costs what some thousands of steps do.
    private const int CompileSteps = 2000;

    private readonly Dictionary<string, GoRegex> _known = new(StringComparer.Ordinal);

    /// <summary>Whether it matches.</summary>
    public bool Test(object? input, object? pattern, object? flags) => Of(input, ref pattern, ref flags, out _, out var text).IsMatch(text, Charge);

    /// <summary>Emits matches as objects.</summary>
    public bool Match(object? input, object? pattern, object? flags, Func<JqItem, bool> emit)
    {
        var regex = Of(input, ref pattern, ref flags, out var global, out var text);
        var positions = new RunePositions(text);
        foreach (var match in regex.FindAllWithGroups(text, Charge))
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
        foreach (var match in regex.FindAll(text, Charge))
        {
            budget.Take(match.Start - at + 1);
            parts.Add(text[at..match.Start]);
            at = match.End;
        }

        budget.Take(text.Length - at + 1);
        parts.Add(text[at..]);
        return parts;
    }

    private GoRegex Of(object? input, ref object? pattern, ref object? flags, out bool global, out string text)
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
        budget.Step(1);
        return Compile((options.Contains('i', StringComparison.Ordinal) ? "(?i)" : "") + (options.Contains('s', StringComparison.Ordinal) ? "(?s)" : "") + source);
    }

    private GoRegex Compile(string pattern)
    {
        if (_known.TryGetValue(pattern, out var known))
            return known;
        try
        {
            var regex = GoRegex.Compile(pattern);
            Charge(CompileSteps + regex.MakingSteps);
            return _known[pattern] = regex;
        }
        catch (ExpressionException e) when (e.Kind != ExpressionErrorKind.Limit)
        {
            throw new JqError(e.Message, e);
        }
    }

    private void Charge(long steps) => budget.Step((int)Math.Min(steps, int.MaxValue));

    private Dictionary<string, object?> Object(GoRegex regex, GoMatch match, RunePositions positions)
    {
        var captures = new List<object?>();
        for (var i = 1; i < regex.Names.Count; i++)
        {
            var capture = Part(match, i, positions);
            capture["name"] = regex.Names[i];
            captures.Add(capture);
        }

        var made = Part(match, 0, positions);
        made["captures"] = captures;
        return made;
    }

    private Dictionary<string, object?> Part(GoMatch match, int number, RunePositions positions)
    {
        var part = match.Group(number);
        budget.Take((part is { } taken ? taken.End - taken.Start : 0) + 4);
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["offset"] = part is { } from ? positions.Of(from.Start) : -1L,
            ["length"] = part is { } span ? positions.Of(span.End) - positions.Of(span.Start) : 0L,
            ["string"] = match.Text(number),
        };
    }

    // Offsets count code points.
    private sealed class RunePositions(string text)
    {
        private readonly bool _plain = !text.Any(char.IsSurrogate);

        public long Of(int index) => _plain ? index : text[..index].EnumerateRunes().Count();
    }
}
