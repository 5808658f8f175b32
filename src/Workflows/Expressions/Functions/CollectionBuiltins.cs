using System.Text;
using Fleet.Workflows.Expressions.Language;
using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Built-in functions of lists and maps. Maps are walked in the order of their keys, where Go has no order.</summary>
internal static class CollectionBuiltins
{
    public static IEnumerable<(string Name, string Signatures, Func<EvaluationState, object?[], object?> Invoke)> All =>
    [
        ("len", "c:i", (_, a) => Length(a[0])),
        ("type", "x:s", (_, a) => GoType.Kind(a[0])),
        ("first", "a:e", (_, a) => Get(a[0], 0L)),
        ("last", "a:e", (_, a) => Get(a[0], -1L)),
        ("get", "ai:e|ms:x", (_, a) => Get(a[0], a[1])),
        ("take", "ai:A", (state, a) => Take(state, List(a, 0), Integer(a, 1))),
        ("keys", "m:a", (state, a) => Pairs(state, a[0]).Select(pair => pair.Key).ToList()),
        ("values", "m:a", (state, a) => Pairs(state, a[0]).Select(pair => pair.Value).ToList()),
        ("toPairs", "m:a", (state, a) => Pairs(state, a[0]).Select(object? (pair) => new[] { pair.Key, pair.Value }).ToList()),
        ("fromPairs", "a:m", (state, a) => FromPairs(state, List(a, 0))),
        ("reverse", "a:a", (state, a) => Copy(state, List(a, 0)).Reverse().ToList()),
        ("uniq", "a:a", (state, a) => Unique(state, List(a, 0), ValueOperations.AreEqual)),
        ("concat", "a*:a", (state, a) => Concatenate(state, a)),
        ("flatten", "a:a", (state, a) => Flatten(state, List(a, 0))),
        ("sort", "a:a|as:a", (state, a) => Sort(state, List(a, 0), a.Length == 1 ? "asc" : a[1])),
    ];

    public static List<object?> Unique(EvaluationState state, IReadOnlyList<object?> list, Func<object?, object?, bool> equal)
    {
        List<object?> result = [];
        foreach (object? item in list)
        {
            state.ChargeWork(result.Count);
            if (!result.Exists(known => equal(known, item)))
                result.Add(item);
        }

        state.ChargeItems(result.Count);
        return result;
    }

    public static List<object?> Concatenate(EvaluationState state, object?[] lists)
    {
        List<object?> result = [];
        for (int i = 0; i < lists.Length; i++)
        {
            IReadOnlyList<object?> list = List(lists, i);
            state.ChargeItems(list.Count);
            result.AddRange(list);
        }

        return result;
    }

    private static long Length(object? value) => value switch
    {
        string text => text.EnumerateRunes().LongCount(),
        IReadOnlyDictionary<string, object?> map => map.Count,
        GroupMap groups => groups.Count,
        IReadOnlyList<object?> list => list.Count,
        _ => throw new ExpressionException($"invalid argument for len (type {GoType.Name(value)})"),
    };

    private static object? Get(object? target, object? key)
    {
        try
        {
            return Evaluator.Fetch(target, key);
        }
        catch (ExpressionException)
        {
            return null;
        }
    }

    private static IReadOnlyList<object?> Take(EvaluationState state, IReadOnlyList<object?> list, long count)
    {
        if (count < 0)
            throw new ExpressionException($"cannot take {count} elements");
        if (count >= list.Count)
            return list;
        state.ChargeItems(count);
        return list.Take((int)count).ToList();
    }

    private static object?[] Copy(EvaluationState state, IReadOnlyList<object?> list)
    {
        state.ChargeItems(list.Count);
        return [.. list];
    }

    private static IEnumerable<(object? Key, object? Value)> Pairs(EvaluationState state, object? value)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> map:
                state.ChargeItems(map.Count);
                return map.Keys.Order(StringComparer.Ordinal).Select(key => ((object?)key, map[key]));
            case GroupMap groups:
                state.ChargeItems(groups.Count);
                return groups.Keys.Select(key => (key, (object?)groups.Find(key)));
            default:
                throw new ExpressionException($"cannot get keys from {GoType.Kind(value)}");
        }
    }

    private static Dictionary<string, object?> FromPairs(EvaluationState state, IReadOnlyList<object?> list)
    {
        state.ChargeItems(list.Count);
        Dictionary<string, object?> map = new(StringComparer.Ordinal);
        foreach (object? item in list)
        {
            if (item is not IReadOnlyList<object?> { Count: 2 } pair)
                throw new ExpressionException($"invalid pair {GoFormat.Format(item)}");
            map[pair[0] as string ?? throw new ExpressionException($"invalid key {GoFormat.Format(pair[0])}: a map key must be a string")] = pair[1];
        }

        return map;
    }

    private static List<object?> Flatten(EvaluationState state, IReadOnlyList<object?> list)
    {
        List<object?> result = [];
        Stack<IEnumerator<object?>> open = new();
        open.Push(list.GetEnumerator());
        while (open.TryPeek(out IEnumerator<object?>? items))
        {
            if (!items.MoveNext())
                open.Pop().Dispose();
            else if (items.Current is IReadOnlyList<object?> inner)
                open.Push(inner.GetEnumerator());
            else
                result.Add(items.Current);
            state.Step();
        }

        state.ChargeItems(result.Count);
        return result;
    }

    private static List<object?> Sort(EvaluationState state, IReadOnlyList<object?> list, object? order) =>
        Sorting.Sort([.. list.Select(item => (item, item))], Sorting.IsDescending(order), state);
}
