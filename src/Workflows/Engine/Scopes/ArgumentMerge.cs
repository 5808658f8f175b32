using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Scopes;

/// <summary>Gives parameters of arguments new values.</summary>
internal static class ArgumentMerge
{
    /// <summary>The arguments with these values.</summary>
    /// <param name="arguments">As they were.</param>
    /// <param name="values">Values by name.</param>
    /// <param name="add">A parameter that is not there yet is added; else it is left out.</param>
    public static Arguments With(Arguments arguments, IReadOnlyDictionary<string, string> values, bool add)
    {
        var known = arguments.Parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        return arguments with
        {
            Parameters =
            [
                .. arguments.Parameters.Select(p => values.TryGetValue(p.Name, out var value) ? p with { Value = value } : p),
                .. values.Where(p => add && !known.Contains(p.Key)).Select(p => new Parameter { Name = p.Key, Value = p.Value }),
            ],
        };
    }
}
