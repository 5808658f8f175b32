using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Reads and changes places of values. A change makes a new value.</summary>
internal static class JqAccess
{
    private const int MaxIndex = 1_000_000;

    /// <summary>What lies under a key, an index, a slice (<c>{"start", "end"}</c>), or where a list lies in a list.</summary>
    public static object? Get(object? value, object? key, JqBudget budget)
    {
        switch (value, key)
        {
            case (null, string or long or double or Dictionary<string, object?> or null): return null;
            case (Dictionary<string, object?> map, string name): return map.GetValueOrDefault(name);
            case (List<object?> list, long or double):
                var index = Index(list, key!);
                return index >= 0 && index < list.Count ? list[(int)index] : null;
            case (_, Dictionary<string, object?> slice): return Slice(value, slice.GetValueOrDefault("start"), slice.GetValueOrDefault("end"), budget);
            case (List<object?> list, List<object?> part): return JqLists.Indices(list, part, budget);
            default: throw new JqError(key is string text ? $"Cannot index {JqValues.TypeOf(value)} with \"{text}\"" : $"Cannot index {JqValues.TypeOf(value)} with {JqValues.TypeOf(key)}");
        }
    }

    /// <summary>A part of a list or a text.</summary>
    public static object? Slice(object? value, object? from, object? to, JqBudget budget)
    {
        if (value is null)
            return null;
        if (value is string text)
        {
            var runes = text.EnumerateRunes().ToList();
            var (first, last) = Range(runes.Count, from, to);
            budget.Take(last - first);
            return string.Concat(runes.GetRange(first, last - first).Select(rune => rune.ToString()));
        }

        if (value is not List<object?> list)
            throw new JqError($"Cannot index {JqValues.TypeOf(value)} with object");
        var (start, end) = Range(list.Count, from, to);
        budget.Take(end - start);
        return list.GetRange(start, end - start);
    }

    /// <summary>The value with another one in a place.</summary>
    public static object? Set(object? value, List<object?> path, int at, Func<object?, object?> change, JqBudget budget)
    {
        budget.Nest(at);
        if (at == path.Count)
            return change(value);
        switch (value, path[at])
        {
            case (null or Dictionary<string, object?>, string name):
                var map = value is Dictionary<string, object?> known ? new Dictionary<string, object?>(known, StringComparer.Ordinal) : new Dictionary<string, object?>(StringComparer.Ordinal);
                budget.Take(map.Count + 1);
                map[name] = Set(map.GetValueOrDefault(name), path, at + 1, change, budget);
                return map;
            case (null or List<object?>, long or double):
                List<object?> list = value is List<object?> items ? [.. items] : [];
                var index = Index(list, path[at]!);
                if (index is < 0 or > MaxIndex)
                    throw new JqError(index < 0 ? "Out of bounds negative array index" : "Array index too large");
                budget.Take(Math.Max(list.Count, index + 1));
                while (list.Count <= index)
                    list.Add(null);
                list[(int)index] = Set(list[(int)index], path, at + 1, change, budget);
                return list;
            case (null or List<object?>, Dictionary<string, object?> slice):
                List<object?> whole = value is List<object?> all ? [.. all] : [];
                var (start, end) = Range(whole.Count, slice.GetValueOrDefault("start"), slice.GetValueOrDefault("end"));
                if (Set(whole.GetRange(start, end - start), path, at + 1, change, budget) is not List<object?> part)
                    throw new JqError("A slice of an array can only be assigned another array");
                budget.Take((long)whole.Count + part.Count);
                return new List<object?>([.. whole[..start], .. part, .. whole[end..]]);
            default: throw new JqError($"Cannot update field at {JqValues.TypeOf(path[at])} index of {JqValues.TypeOf(value)}");
        }
    }

    /// <summary>The value without some places.</summary>
    public static object? Delete(object? value, List<object?> paths, JqBudget budget)
    {
        foreach (var path in StableSort.Of(paths, (one, other) => JqValues.Compare(other, one, budget)))
            value = Delete(value, path as List<object?> ?? throw new JqError("Path must be specified as an array"), 0, budget);
        return value;
    }

    private static object? Delete(object? value, List<object?> path, int at, JqBudget budget)
    {
        budget.Nest(at);
        if (value is null || at == path.Count)
            return null;
        if (at + 1 < path.Count)
            return Get(value, path[at], budget) is null ? value : Set(value, [path[at]], 0, inner => Delete(inner, path, at + 1, budget), budget);
        switch (value, path[at])
        {
            case (Dictionary<string, object?> known, string name):
                budget.Take(known.Count);
                var map = new Dictionary<string, object?>(known, StringComparer.Ordinal);
                map.Remove(name);
                return map;
            case (List<object?> items, long or double):
                budget.Take(items.Count);
                var index = Index(items, path[at]!);
                return index < 0 || index >= items.Count ? items : items.Where((_, i) => i != index).ToList();
            case (List<object?> items, Dictionary<string, object?> slice):
                budget.Take(items.Count);
                var (start, end) = Range(items.Count, slice.GetValueOrDefault("start"), slice.GetValueOrDefault("end"));
                return items.Where((_, i) => i < start || i >= end).ToList();
            default: throw new JqError($"Cannot delete field at {JqValues.TypeOf(path[at])} index of {JqValues.TypeOf(value)}");
        }
    }

    private static long Index(List<object?> list, object key)
    {
        var index = JqValues.Whole(key);
        return index < 0 ? index + list.Count : index;
    }

    private static (int Start, int End) Range(int count, object? from, object? to)
    {
        if (from is not (null or long or double) || to is not (null or long or double))
            throw new JqError("Start and end indices of an array slice must be numbers");
        var start = Clamp(from is null ? 0 : JqValues.Whole(from), count);
        var end = Clamp(to is null ? count : JqValues.Whole(to is double number ? Math.Ceiling(number) : to), count);
        return (start, Math.Max(start, end));
    }

    private static int Clamp(long index, int count) => (int)Math.Clamp(index < 0 ? index + count : index, 0, count);
}
