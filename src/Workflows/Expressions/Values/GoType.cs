namespace Fleet.Workflows.Expressions.Values;

/// <summary>How values are named in Go: <c>%T</c> for messages, and the answer of <c>type()</c>.</summary>
internal static class GoType
{
    public static string Name(object? value) => value switch
    {
        null => "<nil>",
        bool => "bool",
        long => "int",
        Int64Result => "int64",
        double => "float64",
        string => "string",
        ExpressionTime => "time.Time",
        GoDuration => "time.Duration",
        NamedInteger number => number.Type,
        ExpressionZone => "*time.Location",
        SemanticVersion => "*semver.Version",
        ExpressionFunction => "func",
        TextMap => "map[string]string",
        IReadOnlyDictionary<string, object?> => "map[string]interface {}",
        GroupMap => "map[interface {}][]interface {}",
        IReadOnlyList<object?> => "[]interface {}",
        _ => value.GetType().Name,
    };

    public static string Kind(object? value) => value switch
    {
        null => "nil",
        bool => "bool",
        long => "int",
        double => "float",
        string => "string",
        ExpressionTime => "time.Time",
        GoDuration => "time.Duration",
        NamedInteger number => number.Type,
        ExpressionZone => "time.Location",
        SemanticVersion => "semver.Version",
        ExpressionFunction => "func",
        IReadOnlyDictionary<string, object?> or GroupMap => "map",
        IReadOnlyList<object?> => "array",
        _ => "unknown",
    };
}
