using System.Buffers;

namespace Fleet.Workflows.Expressions.Values;

/// <summary>Reads Go durations (documentation of Go's <c>time.ParseDuration</c>).</summary>
internal static class GoDurationParser
{
    private static readonly SearchValues<char> NumberStart = SearchValues.Create(".0123456789");

    /// <summary>Null when <paramref name="text"/> is a duration, else the reason in Go's words.</summary>
    public static string? TryParse(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        ReadOnlySpan<char> rest = text;
        bool negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+"))
            rest = rest[1..];
        if (rest is "0")
            return null;
        string invalid = $"time: invalid duration {GoQuote.Quote(text)}";
        if (rest.IsEmpty)
            return invalid;

        Int128 total = 0;
        while (!rest.IsEmpty)
        {
            int number = NumberLength(rest, out int point);
            if (number == 0 || (number == 1 && point == 0))
                return invalid;
            ReadOnlySpan<char> digits = rest[..number];
            rest = rest[number..];
            int unitLength = rest.IndexOfAny(NumberStart);
            ReadOnlySpan<char> unit = unitLength < 0 ? rest : rest[..unitLength];
            if (unit.IsEmpty)
                return $"time: missing unit in duration {GoQuote.Quote(text)}";
            if (UnitLength(unit) is not { } scale)
                return $"time: unknown unit {GoQuote.Quote(unit.ToString())} in duration {GoQuote.Quote(text)}";
            rest = rest[unit.Length..];
            if (!TryScale(digits, point, scale, out Int128 part) || (total += part) > (Int128)long.MaxValue + 1)
                return invalid;
        }

        if (!negative && total > long.MaxValue)
            return invalid;
        nanoseconds = (long)(negative ? -total : total);
        return null;
    }

    private static int NumberLength(ReadOnlySpan<char> text, out int point)
    {
        point = -1;
        int length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || (text[length] == '.' && point < 0)))
        {
            if (text[length] == '.')
                point = length;
            length++;
        }

        return length;
    }

    private static bool TryScale(ReadOnlySpan<char> digits, int point, long scale, out Int128 result)
    {
        result = 0;
        ReadOnlySpan<char> whole = point < 0 ? digits : digits[..point];
        foreach (char c in whole)
        {
            result = (result * 10) + (c - '0');
            if (result > long.MaxValue)
                return false;
        }

        result *= scale;
        if (point < 0)
            return true;
        // What is finer than a nanosecond is dropped, as Go does.
        double fraction = 0;
        double place = scale;
        foreach (char c in digits[(point + 1)..])
        {
            place /= 10;
            fraction += (c - '0') * place;
            if (place < 1e-3)
                break;
        }

        result += (long)(fraction + 1e-6);
        return true;
    }

    private static long? UnitLength(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 1,
        "us" or "µs" or "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => null,
    };
}
