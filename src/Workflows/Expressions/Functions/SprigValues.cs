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

    private static long ParseLong(string text)
    {
        string trimmed = text.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && text.AsSpan(dot + 1).TrimEnd('0').IsEmpty ? text[..dot] : text;
        return GoInteger.TryParse(trimmed, out long number) ? number : 0;
    }
}
