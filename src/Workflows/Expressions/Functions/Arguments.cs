using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Calls functions and takes their arguments apart, with Go's strictness: no conversions between types.</summary>
internal static class Arguments
{
    public static object? Invoke(ExpressionFunction function, EvaluationState state, object?[] arguments)
    {
        if (arguments.Length < function.MinArguments)
            throw new ExpressionException($"not enough arguments to call {function.Name}: {arguments.Length}, at least {function.MinArguments} expected");
        if (arguments.Length > function.MaxArguments)
            throw new ExpressionException($"too many arguments to call {function.Name}: {arguments.Length}, at most {function.MaxArguments} expected");
        try
        {
            return function.Invoke(state, arguments);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or ArithmeticException)
        {
            throw new ExpressionException($"{function.Name}: {e.Message}");
        }
    }

    public static string Text(object?[] arguments, int index) => arguments[index] as string ?? throw Wrong(arguments, index, "string");

    public static long Integer(object?[] arguments, int index) => arguments[index] is long number ? number : throw Wrong(arguments, index, "int");

    public static IReadOnlyList<object?> List(object?[] arguments, int index) =>
        arguments[index] as IReadOnlyList<object?> ?? throw Wrong(arguments, index, "array");

    public static IReadOnlyDictionary<string, object?> Map(object?[] arguments, int index) =>
        arguments[index] is IReadOnlyDictionary<string, object?> map and not TextMap ? map : throw Wrong(arguments, index, "map");

    private static ExpressionException Wrong(object?[] arguments, int index, string wanted) =>
        new($"cannot use {GoType.Name(arguments[index])} as argument {index + 1} (type {wanted})");
}
