using System.Globalization;
using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Built-in functions of numbers.</summary>
internal static class NumberBuiltins
{
    public static IEnumerable<(string Name, string Signatures, Func<EvaluationState, object?[], object?> Invoke)> All =>
    [
        ("int", "k:i|d:i", (_, a) => ToInt(a[0])),
        ("float", "k:f", (_, a) => ToFloat(a[0])),
        ("abs", "n:A", (_, a) => a[0] switch
        {
            // Boxed: beside a double a long would become one.
            long number => (object)(number < 0 ? unchecked(-number) : number),
            double number => Math.Abs(number),
            var other => throw new ExpressionException($"invalid argument for abs (type {GoType.Name(other)})"),
        }),
        ("ceil", "n:f", (_, a) => Math.Ceiling(Number("ceil", a[0]))),
        ("floor", "n:f", (_, a) => Math.Floor(Number("floor", a[0]))),
        ("round", "n:f", (_, a) => Math.Round(Number("round", a[0]), MidpointRounding.AwayFromZero)),
        ("max", "y*:x", (state, a) => Extreme("max", a, 1, state)),
        ("min", "y*:x", (state, a) => Extreme("min", a, -1, state)),
        ("mean", "y*:f", (state, a) => Numbers("mean", a, state) is { Count: > 0 } numbers ? numbers.Average() : 0.0),
        ("median", "y*:f", (state, a) => Median(Numbers("median", a, state))),
        ("bitand", "ii:i", (_, a) => Integer(a, 0) & Integer(a, 1)),
        ("bitor", "ii:i", (_, a) => Integer(a, 0) | Integer(a, 1)),
        ("bitxor", "ii:i", (_, a) => Integer(a, 0) ^ Integer(a, 1)),
        ("bitnand", "ii:i", (_, a) => Integer(a, 0) & ~Integer(a, 1)),
        ("bitnot", "i:i", (_, a) => ~Integer(a, 0)),
        ("bitshl", "ii:i", (_, a) => Shift(a) is var by && by > 63 ? 0L : Integer(a, 0) << by),
        ("bitshr", "ii:i", (_, a) => Integer(a, 0) >> Math.Min(63, Shift(a))),
        ("bitushr", "ii:i", (_, a) => Shift(a) is var by && by > 63 ? 0L : Integer(a, 0) >>> by),
    ];

    /// <summary>Go's <c>strconv.Atoi</c>.</summary>
    public static bool TryParseInt(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    public static object ToInt(object? value) => value switch
    {
        long number => number,
        double number => (long)number,
        GoDuration duration => duration.Nanoseconds,
        NamedInteger named => named.Number,
        string text when TryParseInt(text, out long number) => number,
        string text => throw new ExpressionException($"invalid operation: int({text})"),
        _ => throw new ExpressionException($"invalid operation: int({GoType.Name(value)})"),
    };

    public static object ToFloat(object? value) => value switch
    {
        long number => (double)number,
        double number => number,
        string text when GoFloatParser.TryParse(text, out double number) => number,
        string text => throw new ExpressionException($"invalid operation: float({text})"),
        _ => throw new ExpressionException($"invalid operation: float({GoType.Name(value)})"),
    };

    private static double Number(string name, object? value) => value switch
    {
        long number => number,
        double number => number,
        _ => throw new ExpressionException($"invalid argument for {name} (type {GoType.Name(value)})"),
    };

    private static int Shift(object?[] arguments)
    {
        long by = Integer(arguments, 1);
        return by >= 0 ? (int)Math.Min(by, 64) : throw new ExpressionException($"invalid operation: negative shift count {by} (type int)");
    }

    private static object? Extreme(string name, object?[] arguments, int sign, EvaluationState state)
    {
        object? best = null;
        foreach (object? value in Flat(name, arguments, state))
        {
            if (best is null || (ValueOperations.TryCompare(value, best, out int order) && order * sign > 0))
                best = value;
        }

        return best;
    }

    private static List<double> Numbers(string name, object?[] arguments, EvaluationState state) =>
        [.. Flat(name, arguments, state).Select(value => ValueOperations.ToDouble(value))];

    private static double Median(List<double> numbers)
    {
        numbers.Sort();
        int middle = numbers.Count / 2;
        if (numbers.Count == 0)
            return 0;
        return numbers.Count % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
    }

    private static IEnumerable<object> Flat(string name, IEnumerable<object?> arguments, EvaluationState state)
    {
        foreach (object? argument in arguments)
        {
            state.Step();
            if (argument is IReadOnlyList<object?> list)
            {
                foreach (object item in Flat(name, list, state))
                    yield return item;
            }
            else
            {
                yield return argument is long or double ? argument : throw new ExpressionException($"invalid argument for {name} (type {GoType.Name(argument)})");
            }
        }
    }
}
