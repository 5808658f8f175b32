using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Sprig's forgiving conversions: what cannot be converted is zero.</summary>
internal static class SprigValues
{
    public const int Any = int.MaxValue;

    public static ExpressionFunction Define(string name, int min, int max, Func<EvaluationState, object?[], object?> invoke) => new(name, min, max, invoke);

    public static ExpressionFunction Define(string name, int count, Func<EvaluationState, object?[], object?> invoke) => new(name, count, count, invoke);

    public static string ToText(object? value) => value as string ?? GoFormat.Format(value);

    public static long ToLong(object? value) => value switch
    {
        long number => number,
        double number => double.IsFinite(number) ? (long)number : 0,
        bool flag => flag ? 1 : 0,
        string text => ParseLong(text),
        GoDuration duration => duration.Nanoseconds,
        NamedInteger named => named.Number,
        _ => 0,
    };

    public static double ToNumber(object? value) => value switch
    {
        long number => number,
        double number => number,
        bool flag => flag ? 1 : 0,
        string text when GoFloatParser.TryParse(text, out double number) => number,
        NamedInteger named => named.Number,
        _ => 0,
    };

    public static bool IsEmpty(object? value) => value switch
    {
        null => true,
        bool flag => !flag,
        long number => number == 0,
        double number => number == 0,
        string text => text.Length == 0,
        IReadOnlyDictionary<string, object?> map => map.Count == 0,
        GroupMap groups => groups.Count == 0,
        IReadOnlyList<object?> list => list.Count == 0,
        GoDuration duration => duration.Nanoseconds == 0,
        NamedInteger named => named.Number == 0,
        _ => false,
    };

    /// <summary>The items as texts; nil is left out, a value that is no list is a list of one.</summary>
    public static IEnumerable<string> ToTexts(object? value) => value switch
    {
        null => [],
        IReadOnlyList<object?> list => list.Where(item => item is not null).Select(ToText),
        _ => [ToText(value)],
    };

    private static long ParseLong(string text) => GoInteger.TryParse(WithoutDecimals(text), out long number) ? number : 0;

    // As Go's package spf13/cast 1.10 does it (trimDecimal), which sprig converts with.
    private static string WithoutDecimals(string text)
    {
        if (text.IndexOf('.', StringComparison.Ordinal) is not (>= 0 and var dot))
            return text;
        ReadOnlySpan<char> digits = text.AsSpan(0, dot);
        ReadOnlySpan<char> sign = digits is ['-' or '+', ..] ? digits[..1] : [];
        bool isNumber = !digits[sign.Length..].ContainsAnyExceptInRange('0', '9') && !text.AsSpan(dot + 1).ContainsAnyExceptInRange('0', '9');
        return !isNumber ? text : digits.Length > sign.Length ? text[..dot] : $"{sign}0";
    }
}
