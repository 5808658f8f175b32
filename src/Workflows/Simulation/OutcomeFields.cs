using System.Globalization;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Simulation;

/// <summary>Reads fields of a file of outcomes: what is wrong becomes an error with its place, and the field counts as absent.</summary>
internal sealed class OutcomeFields
{
    /// <summary>Longest duration: a year.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public List<SpecError> Errors { get; } = [];

    public void Error(SpecNode node, SpecPath path, string message) => Errors.Add(new SpecError(message, path.ToString(), node.Line, node.Column, 0));

    /// <summary>A map with none but these fields; null: it is absent or no map.</summary>
    public MapNode? Map(SpecNode? node, SpecPath path, params string[] known)
    {
        if (IsAbsent(node))
            return null;
        if (node is not MapNode map)
        {
            Error(node!, path, $"expected a map, got {node!.Describe()}");
            return null;
        }

        foreach (var entry in map.Entries.Where(entry => known.Length > 0 && !known.Contains(entry.Name)))
            Errors.Add(new SpecError($"unknown field; there are {string.Join(", ", known)}", path[entry.Name].ToString(), entry.Line, entry.Column, 0));
        return map;
    }

    /// <summary>The items of a list; none when it is absent or no list.</summary>
    public IEnumerable<(SpecNode Node, SpecPath Path)> List(MapNode map, string name, SpecPath path)
    {
        var node = map.Find(name);
        if (IsAbsent(node))
            return [];
        if (node is ListNode list)
            return list.Items.Select((item, index) => (item, path[name][index]));
        Error(node!, path[name], $"expected a list, got {node!.Describe()}");
        return [];
    }

    /// <summary>A text; numbers and booleans as they are written.</summary>
    public string? Text(MapNode map, string name, SpecPath path)
    {
        switch (map.Find(name))
        {
            case null or ScalarNode { Kind: ScalarKind.Null }: return null;
            case ScalarNode scalar: return scalar.Written;
            case var other: Error(other, path[name], $"expected a text, got {other.Describe()}"); return null;
        }
    }

    /// <summary>A value of an output: a text as it is, a list or map as its JSON.</summary>
    public static string? Value(SpecNode? node) => node switch
    {
        null or ScalarNode { Kind: ScalarKind.Null } => null,
        ScalarNode scalar => scalar.Written,
        _ => CanonicalJson.Write(node),
    };

    /// <summary>Values by name.</summary>
    public Dictionary<string, string> Values(MapNode map, string name, SpecPath path) => Map(map.Find(name), path[name]) is { } values
        ? values.Entries.ToDictionary(entry => entry.Name, entry => Value(entry.Value) ?? "", StringComparer.Ordinal)
        : [];

    /// <summary>A whole number within bounds.</summary>
    public int? Whole(MapNode map, string name, SpecPath path, int least, int most)
    {
        var node = map.Find(name);
        if (IsAbsent(node))
            return null;
        if (node is ScalarNode { IsInteger: true } scalar && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Error(node!, path[name], most == int.MaxValue ? $"expected a whole number from {least} on, got {node!.Describe()}" : $"expected a whole number from {least} to {most}, got {node!.Describe()}");
        return null;
    }

    /// <summary>A duration: seconds, or Go's form; <c>forever</c> is null.</summary>
    public TimeSpan? Duration(MapNode map, string name, SpecPath path, TimeSpan? otherwise)
    {
        if (Text(map, name, path) is not { } text)
            return otherwise;
        if (text == "forever")
            return null;
        if (TryDuration(text, out var duration))
            return duration;
        Error(map.Find(name)!, path[name], $"'{text}' is no duration; write e.g. 90s, 1.5s, 1h30m, a number of seconds, or forever (at most a year)");
        return otherwise;
    }

    /// <summary>Reads a duration that is not negative and at most a year.</summary>
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= Longest.TotalSeconds)
            duration = TimeSpan.FromSeconds(seconds);
        else if (GoDuration.TryParse(text, out var parsed))
            duration = parsed.ToTimeSpan();
        else
            return false;
        return duration >= TimeSpan.Zero && duration <= Longest;
    }

    private static bool IsAbsent(SpecNode? node) => node is null or ScalarNode { Kind: ScalarKind.Null };
}
