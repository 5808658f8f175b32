using System.Text.Json;

namespace Fleet.Workflows.Expressions.Jq;

/// <summary>
/// Values of a program: null, <see cref="bool"/>, <see cref="long"/> and <see cref="double"/>, <see cref="string"/>, <c>List&lt;object?&gt;</c>, <c>Dictionary&lt;string, object?&gt;</c>; never changed
/// once they are made. Whole numbers beyond 64 bits are floats.
/// </summary>
internal static class JqValues
{
    /// <summary>jq's name of a type.</summary>
    public static string TypeOf(object? value) => value switch
    {
        null => "null",
        bool => "boolean",
        long or double => "number",
        string => "string",
        List<object?> => "array",
        _ => "object",
    };

    /// <summary>All but false and null.</summary>
    public static bool IsTrue(object? value) => value is not (null or false);

    /// <summary>Keys in order.</summary>
    public static List<string> Keys(Dictionary<string, object?> map)
    {
        var keys = map.Keys.ToList();
        keys.Sort(string.CompareOrdinal);
        return keys;
    }

    /// <summary>A value of JSON.</summary>
    public static object? Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Map(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Of).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>A number as a float.</summary>
    public static double Float(object? value) => value is long whole ? whole : (double)value!;

    /// <summary>A number as an index.</summary>
    public static long Whole(object? value) => value switch
    {
        long whole => whole,
        double number when double.IsNaN(number) => 0,
        double number => number >= long.MaxValue ? long.MaxValue : number <= long.MinValue ? long.MinValue : (long)Math.Floor(number),
        _ => throw new JqError($"{JqWriter.Short(value)} cannot be an index"),
    };

    /// <summary>jq's order of all values: null, false, true, numbers, strings, arrays, objects.</summary>
    public static int Compare(object? one, object? other, JqBudget budget, int depth = 0)
    {
        budget.Nest(depth);
        var (left, right) = (Rank(one), Rank(other));
        if (left != right)
            return left.CompareTo(right);
        switch (one)
        {
            case long whole when other is long also: return whole.CompareTo(also);
            case long or double: return double.IsNaN(Float(one)) ? -1 : Float(one).CompareTo(Float(other));
            case string text:
                budget.Step(Math.Min(text.Length, ((string)other!).Length) / 64);
                return Math.Sign(string.CompareOrdinal(text, (string)other));
            case List<object?> list: return Compare(list, (List<object?>)other!, budget, depth);
            case Dictionary<string, object?> map: return Compare(map, (Dictionary<string, object?>)other!, budget, depth);
            default: return 0;
        }
    }

    private static int Rank(object? value) => value switch
    {
        null => 0,
        false => 1,
        true => 2,
        long or double => 3,
        string => 4,
        List<object?> => 5,
        _ => 6,
    };

    private static int Compare(List<object?> one, List<object?> other, JqBudget budget, int depth)
    {
        for (var i = 0; i < Math.Min(one.Count, other.Count); i++)
        {
            if (Compare(one[i], other[i], budget, depth + 1) is not 0 and var order)
                return order;
        }

        return one.Count.CompareTo(other.Count);
    }

    // First the lists of keys, then the values key by key.
    private static int Compare(Dictionary<string, object?> one, Dictionary<string, object?> other, JqBudget budget, int depth)
    {
        var (left, right) = (Keys(one), Keys(other));
        budget.Step(left.Count + right.Count);
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            if (string.CompareOrdinal(left[i], right[i]) is not 0 and var order)
                return Math.Sign(order);
        }

        if (left.Count != right.Count)
            return left.Count.CompareTo(right.Count);
        foreach (var key in left)
        {
            if (Compare(one[key], other[key], budget, depth + 1) is not 0 and var order)
                return order;
        }

        return 0;
    }

    private static Dictionary<string, object?> Map(JsonElement element)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
            map[property.Name] = Of(property.Value);
        return map;
    }
}
