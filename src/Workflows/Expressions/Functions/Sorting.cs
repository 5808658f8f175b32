using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Stable sorting of values of one kind.</summary>
internal static class Sorting
{
    public static bool IsDescending(object? order) => order switch
    {
        "asc" => false,
        "desc" => true,
        _ => throw new ExpressionException($"unknown order {GoFormat.Format(order)}, use asc or desc"),
    };

    public static List<object?> Sort(List<(object? Key, object? Item)> pairs, bool descending, EvaluationState state)
    {
        state.ChargeItems(pairs.Count);
        state.ChargeWork(pairs.Count * 20L);
        // Every pair of kinds must be comparable; a sort may never compare the two that are not, so neighbours are checked first.
        for (int i = 1; i < pairs.Count; i++)
        {
            if (!ValueOperations.TryCompare(pairs[i - 1].Key, pairs[i].Key, out _))
                throw ValueOperations.Mismatch("<", pairs[i - 1].Key, pairs[i].Key);
        }

        List<(object? Key, object? Item)> sorted = StableSort.Of(pairs, (one, other) => descending ? Order(other.Key, one.Key) : Order(one.Key, other.Key));
        return [.. sorted.Select(pair => pair.Item)];
    }

    private static int Order(object? left, object? right) => ValueOperations.TryCompare(left, right, out int order) ? order : 0;
}
