using System.Globalization;
using System.Text;

namespace Fleet.Workflows.Expressions.Values;

/// <summary>Text of floating-point numbers as Go writes it: the shortest digits that read back to the same number.</summary>
internal static class GoFloat
{
    /// <summary>Go's <c>%v</c>: like <c>%g</c>, so <c>100000000.0</c> is <c>1e+08</c>.</summary>
    public static string Format(double value)
    {
        if (Special(value) is { } special)
            return special;
        (string digits, int point) = Shortest(value);
        int exponent = point - 1;
        return exponent is < -4 or >= ExponentFrom ? Scientific(value, digits, exponent, 2) : Plain(value, digits, point);
    }

    /// <summary>The number as Go's JSON encoder writes it.</summary>
    public static string FormatJson(double value)
    {
        (string digits, int point) = Shortest(value);
        double magnitude = Math.Abs(value);
        return magnitude != 0 && magnitude is < 1e-6 or >= 1e21 ? Scientific(value, digits, point - 1, 1) : Plain(value, digits, point);
    }

    /// <summary>The shortest digits that read back to the same magnitude, without a point, and where the point belongs: 0.00125 is ("125", -2).</summary>
    public static (string Digits, int Point) Shortest(double value)
    {
        if (value == 0)
            return ("0", 1);
        string shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        int exponent = 0;
        int e = shortest.IndexOf('E', StringComparison.Ordinal);
        if (e >= 0)
        {
            exponent = int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            shortest = shortest[..e];
        }

        int dot = shortest.IndexOf('.', StringComparison.Ordinal);
        int point = (dot < 0 ? shortest.Length : dot) + exponent;
        string digits = shortest.Replace(".", "", StringComparison.Ordinal);
        int zeros = digits.Length - digits.TrimStart('0').Length;
        digits = digits[zeros..].TrimEnd('0');
        return (digits, point - zeros);
    }

    // With the shortest digits Go turns to the exponent from a million on.
    private const int ExponentFrom = 6;

    private static string? Special(double value) =>
        double.IsNaN(value) ? "NaN" : double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : null;

    private static string Plain(double value, string digits, int point)
    {
        StringBuilder result = new();
        if (value < 0 || (value == 0 && double.IsNegative(value)))
            result.Append('-');
        if (point <= 0)
            result.Append("0.").Append('0', -point).Append(digits);
        else if (point >= digits.Length)
            result.Append(digits).Append('0', point - digits.Length);
        else
            result.Append(digits, 0, point).Append('.').Append(digits, point, digits.Length - point);
        return result.ToString();
    }

    private static string Scientific(double value, string digits, int exponent, int exponentDigits)
    {
        StringBuilder result = new();
        if (value < 0)
            result.Append('-');
        result.Append(digits[0]);
        if (digits.Length > 1)
            result.Append('.').Append(digits, 1, digits.Length - 1);
        return result
            .Append('e').Append(exponent < 0 ? '-' : '+')
            .Append(Math.Abs(exponent).ToString(new string('0', exponentDigits), CultureInfo.InvariantCulture))
            .ToString();
    }
}
