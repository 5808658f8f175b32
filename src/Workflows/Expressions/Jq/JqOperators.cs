namespace Fleet.Workflows.Expressions.Jq;

#pragma warning disable CA1859 // what is returned is a boxed long or double, or a list

/// <summary>Arithmetic and comparisons.</summary>
internal static class JqOperators
{
    /// <summary>Applies an operator.</summary>
    public static object? Apply(string sign, object? left, object? right, JqBudget budget) => sign switch
    {
        "+" => Add(left, right, budget),
        "-" => Subtract(left, right, budget),
        "*" => Multiply(left, right, budget),
        "/" => Divide(left, right, budget),
        "%" => Modulo(left, right),
        "==" => JqValues.Compare(left, right, budget) == 0,
        "!=" => JqValues.Compare(left, right, budget) != 0,
        "<" => JqValues.Compare(left, right, budget) < 0,
        "<=" => JqValues.Compare(left, right, budget) <= 0,
        ">" => JqValues.Compare(left, right, budget) > 0,
        _ => JqValues.Compare(left, right, budget) >= 0,
    };

    /// <summary><c>+</c>: null adds nothing.</summary>
    public static object? Add(object? left, object? right, JqBudget budget)
    {
        switch (left, right)
        {
            case (null, _): return right;
            case (_, null): return left;
            case (long a, long b): return Sum(a, b);
            case (long or double, long or double): return JqValues.Float(left) + JqValues.Float(right);
            case (string a, string b):
                budget.Take((long)a.Length + b.Length);
                return a + b;
            case (List<object?> a, List<object?> b):
                budget.Take((long)a.Count + b.Count);
                return new List<object?>([.. a, .. b]);
            case (Dictionary<string, object?> a, Dictionary<string, object?> b):
                budget.Take((long)a.Count + b.Count);
                var map = new Dictionary<string, object?>(a, StringComparer.Ordinal);
                foreach (var (key, value) in b)
                    map[key] = value;
                return map;
            default: throw Cannot(left, right, "added");
        }
    }

    /// <summary>Splits a text at each separator.</summary>
    public static List<object?> Split(string text, string separator, JqBudget budget)
    {
        budget.Take(text.Length);
        if (text.Length == 0)
            return [];
        return separator.Length == 0 ? [.. text.EnumerateRunes().Select(rune => rune.ToString())] : [.. text.Split(separator)];
    }

    private static object Sum(long a, long b)
    {
        var sum = unchecked(a + b);
        if (((a ^ sum) & (b ^ sum)) < 0)
            return (double)a + b;
        return sum;
    }

    private static object Subtract(object? left, object? right, JqBudget budget)
    {
        switch (left, right)
        {
            case (long a, long b) when b != long.MinValue: return Sum(a, -b);
            case (long or double, long or double): return JqValues.Float(left) - JqValues.Float(right);
            case (List<object?> a, List<object?> b):
                budget.Take(a.Count);
                return a.Where(item => !b.Exists(other => JqValues.Compare(item, other, budget) == 0)).ToList();
            default: throw Cannot(left, right, "subtracted");
        }
    }

    private static object? Multiply(object? left, object? right, JqBudget budget)
    {
        switch (left, right)
        {
            case (long a, long b) when Math.BigMul(a, b, out var low) == (low >> 63): return low;
            case (long or double, long or double): return JqValues.Float(left) * JqValues.Float(right);
            case (string text, long or double): return Repeat(text, JqValues.Float(right), budget);
            case (long or double, string text): return Repeat(text, JqValues.Float(left), budget);
            case (Dictionary<string, object?> a, Dictionary<string, object?> b): return Merge(a, b, budget, 0);
            default: throw Cannot(left, right, "multiplied");
        }
    }

    private static string? Repeat(string text, double count, JqBudget budget)
    {
        if (!(count > 0))
            return null;
        var times = count < 1 ? 1 : Math.Min(count, int.MaxValue);
        budget.Take((long)(text.Length * times));
        return string.Concat(Enumerable.Repeat(text, text.Length == 0 ? 1 : (int)times));
    }

    private static Dictionary<string, object?> Merge(Dictionary<string, object?> a, Dictionary<string, object?> b, JqBudget budget, int depth)
    {
        budget.Nest(depth);
        budget.Take((long)a.Count + b.Count);
        var map = new Dictionary<string, object?>(a, StringComparer.Ordinal);
        foreach (var (key, value) in b)
            map[key] = value is Dictionary<string, object?> under && map.GetValueOrDefault(key) is Dictionary<string, object?> over ? Merge(over, under, budget, depth + 1) : value;
        return map;
    }

    private static object Divide(object? left, object? right, JqBudget budget)
    {
        switch (left, right)
        {
            case (long or double, long or double) when JqValues.Float(right) == 0: throw Zero(left, right);
            case (long a, long b) when b != -1 && a % b == 0: return a / b;
            case (long or double, long or double): return JqValues.Float(left) / JqValues.Float(right);
            case (string a, string b): return Split(a, b, budget);
            default: throw Cannot(left, right, "divided");
        }
    }

    private static object Modulo(object? left, object? right)
    {
        if (left is not (long or double) || right is not (long or double))
            throw Cannot(left, right, "divided");
        if (JqValues.Float(left) is double.NaN || JqValues.Float(right) is double.NaN)
            return double.NaN;
        var (a, b) = (Truncated(left), Truncated(right));
        if (b == 0)
            throw Zero(left, right);
        return b == -1 ? 0L : a % b;
    }

    private static long Truncated(object value) => value is long whole ? whole : JqValues.Whole(Math.Truncate((double)value));

    private static JqError Cannot(object? left, object? right, string verb) => new($"{JqWriter.Short(left)} and {JqWriter.Short(right)} cannot be {verb}");

    private static JqError Zero(object? left, object? right) => new($"{JqWriter.Short(left)} and {JqWriter.Short(right)} cannot be divided because the divisor is zero");
}
