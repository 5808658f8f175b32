using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.SprigValues;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>
/// Sprig's arithmetic with fractions: decimal inside, and a number of floating point only as the result, so that 0.1 + 0.2 is 0.3 (sprig, numeric.go, <c>execDecimalOp</c>).
/// </summary>
internal static class SprigDecimals
{
    public static IEnumerable<ExpressionFunction> All =>
    [
        Define("add1f", 1, (state, a) => Fold(state, [a[0], 1L], (sum, value) => sum + value)),
        Define("addf", 0, Any, (state, a) => Fold(state, [0L, .. a], (sum, value) => sum + value)),
        Define("subf", 1, Any, (state, a) => Fold(state, a, (rest, value) => rest - value)),
        Define("mulf", 1, Any, (state, a) => Fold(state, a, (product, value) => product * value)),
        Define("divf", 1, Any, (state, a) => Fold(state, a, (rest, value) => rest / value)),
    ];

    private static double Fold(EvaluationState state, object?[] arguments, Func<GoDecimal, GoDecimal, GoDecimal> operation)
    {
        GoDecimal result = GoDecimal.From(ToNumber(arguments[0]));
        foreach (object? argument in arguments.Skip(1))
        {
            result = operation(result, GoDecimal.From(ToNumber(argument)));
            state.ChargeWork(result.Words);
        }

        return result.ToDouble();
    }
}
