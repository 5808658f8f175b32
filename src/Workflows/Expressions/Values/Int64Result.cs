namespace Fleet.Workflows.Expressions.Values;

/// <summary>
/// A whole number of Go's type <c>int64</c>, which sprig's functions of whole numbers and some methods of times give. Its type shows only where it is asked for (<see cref="ExpressionFunction.SeesInt64"/>): expr-lang's operators,
/// comparisons, indexes and builtins take it as they take an <c>int</c>, and give one (its <c>vm/runtime/helpers.go</c>).
/// </summary>
/// <param name="Number">The number.</param>
internal sealed record Int64Result(long Number)
{
    /// <summary>The value as everything but the questions for its type sees it.</summary>
    public static object? Plain(object? value) => value is Int64Result result ? result.Number : value;
}
