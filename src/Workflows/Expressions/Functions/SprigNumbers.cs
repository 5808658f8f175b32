using System.Globalization;
using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;
using static Fleet.Workflows.Expressions.Functions.SprigValues;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Sprig's functions of numbers: whole numbers unless the name ends with f.</summary>
internal static class SprigNumbers
{
    public static IEnumerable<ExpressionFunction> All =>
    [
        Define("atoi", 1, (_, a) => NumberBuiltins.TryParseInt(Text(a, 0), out long number) ? number : 0L),
        Define("int", 1, (_, a) => ToLong(a[0])),
        Int64("int64", 1, (_, a) => ToLong(a[0])),
        Define("float64", 1, (_, a) => ToNumber(a[0])),
        Int64("toDecimal", 1, (_, a) => GoInteger.TryParse(ToText(a[0]), 8, out long octal) ? octal : 0L),
        Int64("add1", 1, (_, a) => unchecked(ToLong(a[0]) + 1)),
        Int64("add", 0, Any, (_, a) => a.Aggregate(0L, (sum, value) => unchecked(sum + ToLong(value)))),
        Int64("sub", 2, (_, a) => unchecked(ToLong(a[0]) - ToLong(a[1]))),
        Int64("mul", 1, Any, (_, a) => a.Aggregate(1L, (product, value) => unchecked(product * ToLong(value)))),
        Int64("div", 2, (_, a) => Divide(ToLong(a[0]), ToLong(a[1]))),
        Int64("mod", 2, (_, a) => (long)ValueOperations.Remainder(ToLong(a[0]), ToLong(a[1]))),
        Int64("max", 1, Any, (_, a) => a.Max(ToLong)),
        Int64("biggest", 1, Any, (_, a) => a.Max(ToLong)),
        Int64("min", 1, Any, (_, a) => a.Min(ToLong)),
        Define("maxf", 1, Any, (_, a) => a.Max(ToNumber)),
        Define("minf", 1, Any, (_, a) => a.Min(ToNumber)),
        Define("ceil", 1, (_, a) => Math.Ceiling(ToNumber(a[0]))),
        Define("floor", 1, (_, a) => Math.Floor(ToNumber(a[0]))),
        Define("round", 2, 3, (_, a) => Round(ToNumber(a[0]), Integer(a, 1), a.Length == 3 ? ToNumber(a[2]) : 0.5)),
        Define("until", 1, (state, a) => Steps(state, 0, Integer(a, 0), Integer(a, 0) < 0 ? -1 : 1)),
        Define("untilStep", 3, (state, a) => Steps(state, Integer(a, 0), Integer(a, 1), Integer(a, 2))),
        Define("seq", 0, Any, Sequence),
    ];

    private static ExpressionFunction Int64(string name, int count, Func<EvaluationState, object?[], long> invoke) => Int64(name, count, count, invoke);

    private static ExpressionFunction Int64(string name, int min, int max, Func<EvaluationState, object?[], long> invoke) => Define(name, min, max, (state, arguments) => new Int64Result(invoke(state, arguments)));

    private static long Divide(long a, long b)
    {
        if (b == 0)
            throw new ExpressionException("integer divide by zero");
        return b == -1 ? unchecked(-a) : a / b;
    }

    private static double Round(double value, long places, double roundOn)
    {
        // As sprig does it: what is negative goes down, whatever its fraction.
        double power = double.Parse(string.Create(CultureInfo.InvariantCulture, $"1e{places}"), CultureInfo.InvariantCulture);
        double digit = power * value;
        return (digit % 1 >= roundOn ? Math.Ceiling(digit) : Math.Floor(digit)) / power;
    }

    private static List<object?> Steps(EvaluationState state, long start, long stop, long step)
    {
        List<object?> result = [];
        if (step == 0 || (stop < start ? step > 0 : step < 0))
            return result;
        for (Int128 i = start; step > 0 ? i < stop : i > stop; i += step)
        {
            state.ChargeItems(1);
            result.Add((long)i);
        }

        return result;
    }

    private static string Sequence(EvaluationState state, object?[] arguments)
    {
        long start = arguments.Length > 1 ? Integer(arguments, 0) : 1;
        long end = arguments.Length > 0 ? Integer(arguments, arguments.Length - 1) : 0;
        long step = arguments.Length == 3 ? Integer(arguments, 1) : end < start ? -1 : 1;
        if (arguments.Length is 0 or > 3 || (arguments.Length == 3 && (step == 0 || (end < start ? step > 0 : step < 0))))
            return "";
        List<object?> numbers = Steps(state, start, step > 0 ? end + 1 : end - 1, step);
        return string.Join(' ', numbers.Select(number => ((long)number!).ToString(CultureInfo.InvariantCulture)));
    }
}
