using System.Globalization;

namespace Fleet.Workflows.Spec;

/// <summary>Kubernetes quantities such as <c>100m</c>, <c>2</c>, <c>64Mi</c>, <c>1e3</c>.</summary>
public static class Quantity
{
    /// <summary>Reads a quantity as a number of base units (cores, bytes).</summary>
    /// <param name="text">The quantity.</param>
    /// <param name="value">Its value.</param>
    /// <returns>False: it is none.</returns>
    public static bool TryParse(string? text, out decimal value)
    {
        value = 0;
        if (string.IsNullOrEmpty(text))
            return false;
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.' || (end == 0 && text[end] is '+' or '-')))
            end++;
        var suffix = text.AsSpan(end);
        return end is > 0 and <= 30
            && TryFactor(suffix, out var factor)
            && decimal.TryParse(text.AsSpan(0, end), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && TryMultiply(number, factor, out value);
    }

    /// <summary>Reads a CPU quantity.</summary>
    /// <param name="text">The quantity, such as <c>500m</c>.</param>
    /// <returns>Cores; 0 where it is none.</returns>
    public static double Cores(string? text) => TryParse(text, out var value) ? (double)value : 0;

    /// <summary>Reads a memory quantity, rounded up to whole bytes.</summary>
    /// <param name="text">The quantity, such as <c>64Mi</c>.</param>
    /// <returns>Bytes; 0 where it is none.</returns>
    public static long Bytes(string? text) => TryParse(text, out var value) && value is >= 0 and < long.MaxValue ? (long)Math.Ceiling(value) : 0;

    private static bool TryFactor(ReadOnlySpan<char> suffix, out decimal factor)
    {
        factor = suffix switch
        {
            "" => 1m,
            "n" => 1e-9m,
            "u" => 1e-6m,
            "m" => 1e-3m,
            "k" => 1e3m,
            "M" => 1e6m,
            "G" => 1e9m,
            "T" => 1e12m,
            "P" => 1e15m,
            "E" => 1e18m,
            "Ki" => 1L << 10,
            "Mi" => 1L << 20,
            "Gi" => 1L << 30,
            "Ti" => 1L << 40,
            "Pi" => 1L << 50,
            "Ei" => 1L << 60,
            _ => 0,
        };
        if (factor != 0)
            return true;
        // Scientific form: 12e6, 1E3.
        if (suffix.Length is < 2 or > 4 || suffix[0] is not ('e' or 'E') || !int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) || Math.Abs(exponent) > 18)
            return false;
        factor = 1;
        for (var i = 0; i < Math.Abs(exponent); i++)
            factor = exponent > 0 ? factor * 10 : factor / 10;
        return true;
    }

    private static bool TryMultiply(decimal number, decimal factor, out decimal value)
    {
        value = 0;
        if (Math.Abs(number) > 7e28m / Math.Max(factor, 1))
            return false;
        value = number * factor;
        return true;
    }
}
