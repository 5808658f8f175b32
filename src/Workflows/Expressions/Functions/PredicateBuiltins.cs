using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Built-in functions that run a predicate for each item of a list.</summary>
internal static class PredicateBuiltins
{
    private static readonly Parameter Value = new(false, false);
    private static readonly Parameter OptionalValue = new(false, true);
    private static readonly Parameter Predicate = new(true, false);
    private static readonly Parameter OptionalPredicate = new(true, true);

    private static readonly Dictionary<string, Shape> Shapes = new(StringComparer.Ordinal)
    {
        ["all"] = new(true, [Value, Predicate]),
        ["none"] = new(true, [Value, Predicate]),
        ["any"] = new(true, [Value, Predicate]),
        ["one"] = new(true, [Value, Predicate]),
        ["filter"] = new(true, [Value, Predicate]),
        ["map"] = new(false, [Value, Predicate]),
        ["count"] = new(true, [Value, OptionalPredicate]),
        ["sum"] = new(false, [Value, OptionalPredicate]),
        ["find"] = new(true, [Value, Predicate]),
        ["findIndex"] = new(true, [Value, Predicate]),
        ["findLast"] = new(true, [Value, Predicate]),
        ["findLastIndex"] = new(true, [Value, Predicate]),
        ["groupBy"] = new(false, [Value, Predicate]),
        ["sortBy"] = new(false, [Value, Predicate, OptionalValue]),
        ["reduce"] = new(false, [Value, Predicate, OptionalValue]),
    };

    /// <summary>The result of the predicate for an item, its index and, in <c>reduce</c>, the value so far.</summary>
    public delegate object? Body(object? item, int index, object? accumulator);

    public static Shape? Find(string name) => Shapes.GetValueOrDefault(name);

    public static object? Run(string name, IReadOnlyList<object?> list, Body? body, bool hasExtra, object? extra, EvaluationState state)
    {
        Body apply = body ?? ((item, _, _) => item);
        return name switch
        {
            "all" => Count(list, apply, stopAt: false) == list.Count,
            "any" => IndexOf(list, apply, backwards: false) >= 0,
            "none" => IndexOf(list, apply, backwards: false) < 0,
            "one" => Count(list, apply, stopAt: null) == 1,
            "count" => (long)Count(list, apply, stopAt: null),
            "filter" => Filter(list, apply, state),
            "map" => Map(list, apply, state),
            "sum" => Sum(list, apply, state),
            "find" => IndexOf(list, apply, backwards: false) is >= 0 and var i ? list[i] : null,
            "findLast" => IndexOf(list, apply, backwards: true) is >= 0 and var i ? list[i] : null,
            "findIndex" => IndexOf(list, apply, backwards: false) is >= 0 and var i ? (long)i : null,
            "findLastIndex" => IndexOf(list, apply, backwards: true) is >= 0 and var i ? (long)i : null,
            "groupBy" => Group(list, apply, state),
            "sortBy" => Sort(list, apply, hasExtra ? extra : "asc", state),
            _ => Reduce(list, apply, hasExtra, extra),
        };
    }

    private static bool Holds(object? result) =>
        result is bool flag ? flag : throw new ExpressionException($"predicate should return boolean (got {GoType.Name(result)})");

    // Items for which it holds; with stopAt it ends at the first such answer.
    private static int Count(IReadOnlyList<object?> list, Body body, bool? stopAt)
    {
        int count = 0;
        for (int i = 0; i < list.Count; i++)
        {
            bool holds = Holds(body(list[i], i, null));
            if (holds == stopAt)
                break;
            count += holds ? 1 : 0;
        }

        return count;
    }

    private static int IndexOf(IReadOnlyList<object?> list, Body body, bool backwards)
    {
        for (int n = 0; n < list.Count; n++)
        {
            int i = backwards ? list.Count - 1 - n : n;
            if (Holds(body(list[i], i, null)))
                return i;
        }

        return -1;
    }

    private static List<object?> Filter(IReadOnlyList<object?> list, Body body, EvaluationState state)
    {
        List<object?> result = [];
        for (int i = 0; i < list.Count; i++)
        {
            if (Holds(body(list[i], i, null)))
                result.Add(list[i]);
        }

        state.ChargeItems(result.Count);
        return result;
    }

    private static object?[] Map(IReadOnlyList<object?> list, Body body, EvaluationState state)
    {
        state.ChargeItems(list.Count);
        object?[] result = new object?[list.Count];
        for (int i = 0; i < result.Length; i++)
            result[i] = body(list[i], i, null);
        return result;
    }

    private static object Sum(IReadOnlyList<object?> list, Body body, EvaluationState state)
    {
        object sum = 0L;
        for (int i = 0; i < list.Count; i++)
            sum = ValueOperations.Add(sum, body(list[i], i, null), state);
        return sum;
    }

    private static GroupMap Group(IReadOnlyList<object?> list, Body body, EvaluationState state)
    {
        state.ChargeItems(list.Count);
        GroupMap groups = new();
        for (int i = 0; i < list.Count; i++)
            groups.Add(body(list[i], i, null), list[i]);
        return groups;
    }

    private static List<object?> Sort(IReadOnlyList<object?> list, Body body, object? order, EvaluationState state)
    {
        List<(object? Key, object? Item)> pairs = new(list.Count);
        for (int i = 0; i < list.Count; i++)
            pairs.Add((body(list[i], i, null), list[i]));
        return Sorting.Sort(pairs, Sorting.IsDescending(order), state);
    }

    private static object? Reduce(IReadOnlyList<object?> list, Body body, bool hasInitial, object? initial)
    {
        int first = 0;
        object? accumulator = initial;
        if (!hasInitial)
        {
            if (list.Count == 0)
                throw new ExpressionException("reduce of empty array with no initial value");
            accumulator = list[0];
            first = 1;
        }

        for (int i = first; i < list.Count; i++)
            accumulator = body(list[i], i, accumulator);
        return accumulator;
    }

    /// <summary>A parameter: a predicate or a value, required or not.</summary>
    internal readonly record struct Parameter(bool IsPredicate, bool Optional);

    /// <summary>The parameters of a function, and whether its predicate must answer yes or no.</summary>
    internal sealed record Shape(bool WantsBool, IReadOnlyList<Parameter> Parameters);
}
