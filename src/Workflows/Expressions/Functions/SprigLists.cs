using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;
using static Fleet.Workflows.Expressions.Functions.SprigValues;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Sprig's functions of lists. Each exists with <c>must</c> in front too.</summary>
internal static class SprigLists
{
    public static IEnumerable<ExpressionFunction> All =>
        Functions.Concat(Functions.Where(function => HasMustForm(function.Name)).Select(function => function with { Name = MustName(function.Name) }));

    private static IEnumerable<ExpressionFunction> Functions =>
    [
        Define("list", 0, Any, (state, a) => Copy(state, a)),
        Define("tuple", 0, Any, (state, a) => Copy(state, a)),
        Define("append", 2, (state, a) => Copy(state, [.. List(a, 0), a[1]])),
        Define("push", 2, (state, a) => Copy(state, [.. List(a, 0), a[1]])),
        Define("prepend", 2, (state, a) => Copy(state, [a[1], .. List(a, 0)])),
        Define("concat", 0, Any, CollectionBuiltins.Concatenate),
        Define("first", 1, (_, a) => List(a, 0) is { Count: > 0 } list ? list[0] : null),
        Define("last", 1, (_, a) => List(a, 0) is { Count: > 0 } list ? list[^1] : null),
        Define("rest", 1, (state, a) => List(a, 0).Count == 0 ? NilList.Instance : Copy(state, List(a, 0).Skip(1))),
        Define("initial", 1, (state, a) => List(a, 0).Count == 0 ? NilList.Instance : Copy(state, List(a, 0).SkipLast(1))),
        Define("reverse", 1, (state, a) => Copy(state, List(a, 0).Reverse())),
        Define("uniq", 1, (state, a) => CollectionBuiltins.Unique(state, List(a, 0), ValueOperations.AreIdentical)),
        Define("compact", 1, (state, a) => Copy(state, List(a, 0).Where(item => !IsEmpty(item)))),
        Define("without", 1, Any, (state, a) => Without(state, List(a, 0), a[1..])),
        Define("has", 2, (state, a) => a[1] is not null && Has(state, List(a, 1), a[0])),
        Define("slice", 1, 3, Slice),
        Define("chunk", 2, (state, a) => Chunk(state, Integer(a, 0), List(a, 1))),
    ];

    private static bool HasMustForm(string name) =>
        name is "append" or "push" or "prepend" or "first" or "last" or "rest" or "initial" or "reverse" or "uniq" or "compact" or "without" or "has"
            or "slice" or "chunk";

    private static string MustName(string name) => $"must{char.ToUpperInvariant(name[0])}{name[1..]}";

    private static List<object?> Copy(EvaluationState state, IEnumerable<object?> items)
    {
        List<object?> list = [.. items];
        state.ChargeItems(list.Count);
        return list;
    }

    private static bool Has(EvaluationState state, IReadOnlyList<object?> list, object? needle)
    {
        state.ChargeWork(list.Count);
        return list.Any(item => ValueOperations.AreIdentical(item, needle));
    }

    private static List<object?> Without(EvaluationState state, IReadOnlyList<object?> list, object?[] unwanted)
    {
        state.ChargeWork((long)list.Count * unwanted.Length);
        return Copy(state, list.Where(item => !unwanted.Any(other => ValueOperations.AreIdentical(item, other))));
    }

    private static List<object?>? Slice(EvaluationState state, object?[] arguments)
    {
        IReadOnlyList<object?> list = List(arguments, 0);
        if (list.Count == 0)
            return null;
        long start = arguments.Length > 1 ? ToLong(arguments[1]) : 0;
        long end = arguments.Length > 2 ? ToLong(arguments[2]) : list.Count;
        if (start < 0 || end < start || end > list.Count)
            throw new ExpressionException($"slice bounds out of range [{start}:{end}] with length {list.Count}");
        return Copy(state, list.Skip((int)start).Take((int)(end - start)));
    }

    private static List<object?> Chunk(EvaluationState state, long size, IReadOnlyList<object?> list)
    {
        if (size < 1)
            throw new ExpressionException($"cannot cut a list into chunks of {size}");
        state.ChargeItems(list.Count);
        return [.. list.Chunk((int)Math.Min(size, int.MaxValue))];
    }
}
