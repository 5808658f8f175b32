using System.Globalization;
using System.Numerics;

namespace Fleet.Workflows.Expressions.Values;

/// <summary>Go's <c>strconv.ParseFloat</c>: decimal and hexadecimal numbers, with underscores between digits; <c>inf</c> and <c>nan</c> are numbers, an overflow is none.</summary>
internal static class GoFloatParser
{
    // Significant bits of a double.
    private const int Precision = 53;

    public static bool TryParse(string text, out double value)
    {
        value = 0;
        bool negative = text.StartsWith('-');
        string magnitude = negative || text.StartsWith('+') ? text[1..] : text;
        if (magnitude.Length == 0 || magnitude[0] is '-' or '+')
            return false;
        if (magnitude.Contains('_', StringComparison.Ordinal))
        {
            if (!HasFittingUnderscores(magnitude))
                return false;
            magnitude = magnitude.Replace("_", "", StringComparison.Ordinal);
        }

        if (!TryParseMagnitude(text, magnitude, out value))
            return false;
        value = negative ? -value : value;
        return true;
    }

    private static bool TryParseMagnitude(string text, string magnitude, out double value)
    {
        value = magnitude.ToLowerInvariant() switch
        {
            "inf" or "infinity" => double.PositiveInfinity,
            "nan" when text.Length == magnitude.Length => double.NaN,
            _ => 0,
        };
        if (value != 0)
            return true;
        if (magnitude.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return TryParseHexadecimal(magnitude.AsSpan(2), out value);
        return !char.IsAsciiLetter(magnitude[0]) && double.TryParse(magnitude, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value) && !double.IsInfinity(value);
    }

    // 0x1.8p3: digits, and a binary exponent that must be there.
    private static bool TryParseHexadecimal(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        int p = text.IndexOfAny('p', 'P');
        if (p < 1 || !TryParseExponent(text[(p + 1)..], out long exponent))
            return false;
        ReadOnlySpan<char> digits = text[..p];
        int point = digits.IndexOf('.');
        string all = point < 0 ? digits.ToString() : string.Concat(digits[..point], digits[(point + 1)..]);
        if (!BigInteger.TryParse("0" + all, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out BigInteger mantissa) || all.Length == 0)
            return false;
        exponent -= point < 0 ? 0 : 4L * (digits.Length - point - 1);
        value = Scale(mantissa, exponent);
        return !double.IsInfinity(value);
    }

    private static bool TryParseExponent(ReadOnlySpan<char> text, out long exponent)
    {
        exponent = 0;
        ReadOnlySpan<char> digits = text.Length > 0 && text[0] is '-' or '+' ? text[1..] : text;
        if (digits.Length == 0 || digits.ContainsAnyExceptInRange('0', '9'))
            return false;
        // What is longer is as far beyond every number.
        exponent = digits.Length > 9 ? 1_000_000_000 : long.Parse(digits, CultureInfo.InvariantCulture);
        exponent = text[0] == '-' ? -exponent : exponent;
        return true;
    }

    // Rounded once, half to even.
    private static double Scale(BigInteger mantissa, long exponent)
    {
        int surplus = (int)Math.Max(0, mantissa.GetBitLength() - Precision);
        if (surplus > 0)
        {
            BigInteger rest = mantissa & ((BigInteger.One << surplus) - 1), half = BigInteger.One << (surplus - 1);
            mantissa >>= surplus;
            if (rest > half || (rest == half && !mantissa.IsEven))
                mantissa++;
        }

        return Math.ScaleB((double)mantissa, (int)Math.Clamp(exponent + surplus, int.MinValue / 2, int.MaxValue / 2));
    }

    // Between two digits, or between the prefix of a base and a digit (Go's source underscoreOK).
    private static bool HasFittingUnderscores(string text)
    {
        bool hexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '_' && !(i > 0 && i + 1 < text.Length && (IsDigit(text[i - 1]) || (hexadecimal && i == 2)) && IsDigit(text[i + 1])))
                return false;
        }

        return true;

        bool IsDigit(char c) => char.IsAsciiDigit(c) || (hexadecimal && char.IsAsciiHexDigit(c));
    }
}
