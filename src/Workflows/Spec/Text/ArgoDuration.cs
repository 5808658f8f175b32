using System.Globalization;

namespace Fleet.Workflows.Spec;

/// <summary>Durations as Argo takes them: Go's form (<c>1h30m</c>, <c>1.5s</c>, <c>200ms</c>), and where Argo allows it a bare number of seconds.</summary>
public static class ArgoDuration
{
    /// <summary>Reads Go's form (<c>time.ParseDuration</c>).</summary>
    /// <param name="text">The duration.</param>
    /// <param name="value">Its value; parts below 100 ns are cut.</param>
    /// <returns>False: it is none, or longer than Go can hold (about 292 years).</returns>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = default;
        if (string.IsNullOrEmpty(text))
            return false;
        var rest = text.AsSpan();
        var negative = rest[0] == '-';
        if (rest[0] is '-' or '+')
            rest = rest[1..];
        if (rest is "0")
            return true;
        if (rest.IsEmpty)
            return false;
        var nanoseconds = 0m;
        while (!rest.IsEmpty)
        {
            if (!TryTakeNumber(ref rest, out var number) || !TryTakeUnit(ref rest, out var unit))
                return false;
            if (number > (long.MaxValue - nanoseconds) / unit)
                return false;
            nanoseconds += number * unit;
        }
        value = TimeSpan.FromTicks((long)(nanoseconds / 100) * (negative ? -1 : 1));
        return true;
    }

    /// <summary>Reads a bare number of seconds or Go's form (Argo's <c>ParseStringToDuration</c>).</summary>
    /// <param name="text">The duration.</param>
    /// <param name="value">Its value.</param>
    /// <returns>False: it is neither.</returns>
    public static bool TryParseSecondsOrGo(string? text, out TimeSpan value)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            return TryParse(text, out value);
        value = default;
        if (Math.Abs((decimal)seconds) > 9_223_372_036m)
            return false;
        value = TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static bool TryTakeNumber(ref ReadOnlySpan<char> rest, out decimal number)
    {
        var length = 0;
        while (length < rest.Length && (char.IsAsciiDigit(rest[length]) || rest[length] == '.'))
            length++;
        number = 0;
        if (length is 0 or > 40
            || !decimal.TryParse(rest[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
            || number > long.MaxValue)
            return false;
        rest = rest[length..];
        return true;
    }

    private static bool TryTakeUnit(ref ReadOnlySpan<char> rest, out decimal nanoseconds)
    {
        var length = 0;
        while (length < rest.Length && !char.IsAsciiDigit(rest[length]) && rest[length] != '.')
            length++;
        nanoseconds = rest[..length] switch
        {
            "ns" => 1m,
            "us" or "\u00b5s" or "\u03bcs" => 1e3m,
            "ms" => 1e6m,
            "s" => 1e9m,
            "m" => 60e9m,
            "h" => 3600e9m,
            _ => 0,
        };
        rest = rest[length..];
        return nanoseconds != 0;
    }
}
