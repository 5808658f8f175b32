namespace Fleet.Workflows.Expressions.Paths;

/// <summary>Why a step finds nothing: an error of the whole path, unless it is below a wildcard, range, union, filter or <c>..</c>, where it only leaves the value out.</summary>
internal sealed record PathFailure(string Message)
{
    public static PathFailure Target(string step, string wanted, object? found) => new($"{step}: invalid token target. expected [{wanted}] got [{Kind(found)}]");

    public static PathFailure KeyNotFound(string key) => new($"key: invalid token key '{key}' not found");

    public static PathFailure OutOfRange(string step) => new($"{step}: invalid token out of range");

    public static PathFailure Argument(string step, string wanted, object? found) => new($"{step}: invalid token argument. expected [{wanted}] got [{Kind(found)}]");

    public static PathFailure Result(string wanted, object? found) => new($"unexpected expression result. expected [{wanted}] got [{Kind(found)}]");

    public static PathFailure Expression(string reason) => new($"invalid expression. {reason}");

    private static string Kind(object? value) => value switch
    {
        null => "nil",
        bool => "bool",
        string => "string",
        long => "int64",
        double => "float64",
        IReadOnlyDictionary<string, object?> => "map",
        _ => "slice",
    };
}
