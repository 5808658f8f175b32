using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Jq;

/// <summary>What is done with all values of a list or object.</summary>
internal static class JqLists
{
    /// <summary>Values of a list, or of an object by its keys.</summary>
    public static bool Each(JqItem target, Func<JqItem, bool> emit, JqBudget budget)
    {
        switch (target.Value)
        {
            case List<object?> list:
                for (var i = 0; i < list.Count; i++)
                {
                    budget.Step(1);
                    if (!emit(target.Below(target.Path is null ? null : (long)i, list[i])))
                        return false;
                }

                return true;
            case Dictionary<string, object?> map:
                budget.Step(map.Count);
                foreach (var key in JqValues.Keys(map))
                {
                    if (!emit(target.Below(key, map[key])))
                        return false;
                }

                return true;
            default: throw new JqError($"Cannot iterate over {JqWriter.Short(target.Value)}");
        }
    }

    /// <summary>Values of a list or object; of others none.</summary>
    public static List<JqItem> Inner(JqItem target, JqBudget budget)
    {
        var all = new List<JqItem>();
        if (target.Value is List<object?> or Dictionary<string, object?>)
        {
            Each(target, value =>
            {
                all.Add(value);
                return true;
            }, budget);
        }

        budget.Take(all.Count);
        return all;
    }

    /// <summary>A list; of an object its values.</summary>
    public static List<object?> Of(object? value, JqBudget budget) => value switch
    {
        List<object?> list => list,
        Dictionary<string, object?> map => Values(map, budget),
        _ => throw new JqError($"Cannot iterate over {JqWriter.Short(value)}"),
    };

    /// <summary>A list.</summary>
    public static List<object?> List(object? value, string doing) => value as List<object?> ?? throw new JqError($"{JqWriter.Short(value)} cannot be {doing}, as it is not an array");

    /// <summary>Where a list lies in another.</summary>
    public static List<object?> Indices(List<object?> list, List<object?> part, JqBudget budget)
    {
        var found = new List<object?>();
        for (var i = 0; part.Count > 0 && i + part.Count <= list.Count; i++)
        {
            var j = 0;
            while (j < part.Count && JqValues.Compare(list[i + j], part[j], budget) == 0)
                j++;
            if (j == part.Count)
                found.Add((long)i);
        }

        budget.Take(found.Count);
        return found;
    }

    /// <summary>In order of their keys; equal ones stay in their order.</summary>
    public static List<(List<object?> Key, object? Value)> Sorted(IEnumerable<(List<object?> Key, object? Value)> items, JqBudget budget)
    {
        var sorted = StableSort.Of(items, (one, other) => JqValues.Compare(one.Key, other.Key, budget));
        budget.Take(sorted.Count);
        return sorted;
    }

    /// <summary>Lists in lists become one, so many levels deep.</summary>
    public static List<object?> Flatten(List<object?> list, double depth, JqBudget budget)
    {
        if (depth < 0)
            throw new JqError("flatten depth must not be negative");
        var flat = new List<object?>();
        Add(list, depth, 0);
        return flat;

        void Add(List<object?> from, double left, int nesting)
        {
            budget.Nest(nesting);
            foreach (var item in from)
            {
                budget.Take(1);
                if (item is List<object?> inner && left > 0)
                    Add(inner, left - 1, nesting + 1);
                else
                    flat.Add(item);
            }
        }
    }

    /// <summary>jq's <c>contains</c>: texts within texts, items within lists, keys within objects.</summary>
    public static bool Contains(object? whole, object? part, JqBudget budget, int depth = 0)
    {
        budget.Nest(depth);
        switch (whole, part)
        {
            case (Dictionary<string, object?> a, Dictionary<string, object?> b): return b.All(entry => a.TryGetValue(entry.Key, out var value) && Contains(value, entry.Value, budget, depth + 1));
            case (List<object?> a, List<object?> b): return b.TrueForAll(item => a.Exists(other => Contains(other, item, budget, depth + 1)));
            case (string a, string b):
                budget.Step(a.Length / 16);
                return a.Contains(b, StringComparison.Ordinal);
        }

        return JqValues.TypeOf(whole) == JqValues.TypeOf(part)
            ? JqValues.Compare(whole, part, budget) == 0
            : throw new JqError($"{JqWriter.Short(whole)} and {JqWriter.Short(part)} cannot have their containment checked");
    }

    private static List<object?> Values(Dictionary<string, object?> map, JqBudget budget)
    {
        budget.Take(map.Count);
        return JqValues.Keys(map).Select(key => map[key]).ToList();
    }
}
