namespace Fleet.Workflows.Expressions.Values;

/// <summary>Equality, order and arithmetic of values at run time (expr-lang 1.17).</summary>
internal static class ValueOperations
{
    /// <summary>Equality of the language: <c>1 == 1.0</c>.</summary>
    public static bool AreEqual(object? left, object? right) => AreEqual(left, right, strict: false, 0);

    /// <summary>Go's <c>reflect.DeepEqual</c>: types must be equal too.</summary>
    public static bool AreIdentical(object? left, object? right) => AreEqual(left, right, strict: true, 0);

    public static ExpressionException Mismatch(string op, object? left, object? right) =>
        new($"invalid operation: {GoType.Name(left)} {op} {GoType.Name(right)}");

    /// <summary>Less than zero, zero or more: the order of two values of one kind.</summary>
    public static bool TryCompare(object? left, object? right, out int order)
    {
        order = 0;
        switch (left, right)
        {
            case (long a, long b): order = a.CompareTo(b); return true;
            case (long or double, long or double): order = ToDouble(left).CompareTo(ToDouble(right)); return true;
            case (string a, string b): order = string.CompareOrdinal(a, b); return true;
            case (ExpressionTime a, ExpressionTime b): order = a.Value.CompareTo(b.Value); return true;
            case (GoDuration a, GoDuration b): order = a.CompareTo(b); return true;
            default: return false;
        }
    }

    public static bool Ordered(string op, object? left, object? right)
    {
        if (left is double.NaN || right is double.NaN)
            return false;
        if (!TryCompare(left, right, out int order))
            throw Mismatch(op, left, right);
        return op switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    public static double ToDouble(object? value) => value switch
    {
        long number => number,
        double number => number,
        _ => throw new ExpressionException($"invalid operation: float({GoType.Name(value)})"),
    };

    /// <summary>An integer for an index, a count, a bound: floats are cut.</summary>
    public static long ToInteger(object? value) => value switch
    {
        long number => number,
        double number => (long)number,
        _ => throw new ExpressionException($"invalid operation: int({GoType.Name(value)})"),
    };

    public static object Add(object? left, object? right, EvaluationState state) => (left, right) switch
    {
        (long a, long b) => unchecked(a + b),
        (long or double, long or double) => ToDouble(left) + ToDouble(right),
        (string a, string b) => Concatenate(a, b, state),
        (ExpressionTime a, GoDuration b) => a.Add(b),
        (GoDuration a, ExpressionTime b) => b.Add(a),
        (GoDuration a, GoDuration b) => new GoDuration(unchecked(a.Nanoseconds + b.Nanoseconds)),
        _ => throw Mismatch("+", left, right),
    };

    public static object Subtract(object? left, object? right) => (left, right) switch
    {
        (long a, long b) => unchecked(a - b),
        (long or double, long or double) => ToDouble(left) - ToDouble(right),
        (ExpressionTime a, ExpressionTime b) => ExpressionTime.Between(a, b),
        (ExpressionTime a, GoDuration b) => a.Add(new GoDuration(unchecked(-b.Nanoseconds))),
        (GoDuration a, GoDuration b) => new GoDuration(unchecked(a.Nanoseconds - b.Nanoseconds)),
        _ => throw Mismatch("-", left, right),
    };

    public static object Multiply(object? left, object? right) => (left, right) switch
    {
        (long a, long b) => unchecked(a * b),
        (long or double, long or double) => ToDouble(left) * ToDouble(right),
        (GoDuration a, long b) => new GoDuration(unchecked(a.Nanoseconds * b)),
        (long a, GoDuration b) => new GoDuration(unchecked(a * b.Nanoseconds)),
        (GoDuration a, double b) => new GoDuration((long)(a.Nanoseconds * b)),
        (double a, GoDuration b) => new GoDuration((long)(a * b.Nanoseconds)),
        (GoDuration a, GoDuration b) => new GoDuration(unchecked(a.Nanoseconds * b.Nanoseconds)),
        _ => throw Mismatch("*", left, right),
    };

    public static object Divide(object? left, object? right) => (left, right) switch
    {
        (long or double, long or double) => ToDouble(left) / ToDouble(right),
        _ => throw Mismatch("/", left, right),
    };

    public static object Remainder(object? left, object? right) => (left, right) switch
    {
        (long, 0L) => throw new ExpressionException("integer divide by zero"),
        (long, -1L) => 0L,
        (long a, long b) => a % b,
        _ => throw Mismatch("%", left, right),
    };

    public static object Power(object? left, object? right) => (left, right) switch
    {
        (long or double, long or double) => Math.Pow(ToDouble(left), ToDouble(right)),
        _ => throw Mismatch("**", left, right),
    };

    public static object Negate(object? value) => value switch
    {
        long number => unchecked(-number),
        double number => -number,
        GoDuration duration => new GoDuration(unchecked(-duration.Nanoseconds)),
        _ => throw new ExpressionException($"invalid operation: - {GoType.Name(value)}"),
    };

    private static string Concatenate(string left, string right, EvaluationState state)
    {
        state.ChargeText((long)left.Length + right.Length);
        return left + right;
    }

    private static bool AreEqual(object? left, object? right, bool strict, int depth)
    {
        if (depth > GoFormat.MaxDepth)
            throw new ExpressionException(ExpressionErrorKind.Limit, "values are nested too deeply to be compared");
        switch (left, right)
        {
            case (long a, long b): return a == b;
            case (long or double, long or double): return (!strict || left.GetType() == right.GetType()) && ToDouble(left) == ToDouble(right);
            case (string a, string b): return a == b;
            case (bool a, bool b): return a == b;
            case (ExpressionTime a, ExpressionTime b): return a.Value == b.Value;
            case (GoDuration a, GoDuration b): return a == b;
            case (NamedInteger a, NamedInteger b): return a == b;
            case (Int64Result a, Int64Result b): return a == b;
            case (null or NilList, null or NilList): return true;
            case (IReadOnlyDictionary<string, object?> a, IReadOnlyDictionary<string, object?> b): return EqualMaps(a, b, depth);
            case (IReadOnlyList<object?> a, IReadOnlyList<object?> b): return EqualLists(a, b, strict, depth);
            default: return ReferenceEquals(left, right);
        }
    }

    private static bool EqualLists(IReadOnlyList<object?> left, IReadOnlyList<object?> right, bool strict, int depth)
    {
        if (left.Count != right.Count)
            return false;
        for (int i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i], right[i], strict, depth + 1))
                return false;
        }

        return true;
    }

    // Lists are compared item by item, maps by reflect.DeepEqual: 1 is not 1.0 in them.
    private static bool EqualMaps(IReadOnlyDictionary<string, object?> left, IReadOnlyDictionary<string, object?> right, int depth)
    {
        if (left.Count != right.Count)
            return false;
        foreach ((string key, object? value) in left)
        {
            if (!right.TryGetValue(key, out object? other) || !AreEqual(value, other, strict: true, depth + 1))
                return false;
        }

        return true;
    }
}
