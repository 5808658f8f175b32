using System.Globalization;
using System.Numerics;

namespace Fleet.Workflows.Expressions.Values;

/// <summary>
/// A decimal number of any length, as Go's package shopspring/decimal has it: sums, differences and products are exact, quotients have 16 digits after the point, the last one rounded
/// half away from zero.
/// </summary>
/// <param name="Digits">The digits, as a whole number with its sign.</param>
/// <param name="Exponent">The power of ten that the digits are multiplied by.</param>
internal readonly record struct GoDecimal(BigInteger Digits, int Exponent)
{
    private const int QuotientDigits = 16;
    private const int WordBits = 64;

    /// <summary>How long the digits are, in words of a computer: what an operation with them costs.</summary>
    public long Words => (Digits.GetBitLength() / WordBits) + 1;

    /// <summary>The shortest decimal that reads back as this number.</summary>
    /// <exception cref="ExpressionException">It is infinite, or no number.</exception>
    public static GoDecimal From(double value)
    {
        if (!double.IsFinite(value))
            throw new ExpressionException($"Cannot create a Decimal from {GoFloat.Format(value)}");
        (string digits, int point) = GoFloat.Shortest(value);
        BigInteger magnitude = BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        return new(value < 0 ? -magnitude : magnitude, point - digits.Length);
    }

    public static GoDecimal operator +(GoDecimal a, GoDecimal b)
    {
        int exponent = Math.Min(a.Exponent, b.Exponent);
        return new(a.DigitsAt(exponent) + b.DigitsAt(exponent), exponent);
    }

    public static GoDecimal operator -(GoDecimal a, GoDecimal b) => a + new GoDecimal(-b.Digits, b.Exponent);

    public static GoDecimal operator *(GoDecimal a, GoDecimal b) => new(a.Digits * b.Digits, checked(a.Exponent + b.Exponent));

    public static GoDecimal operator /(GoDecimal a, GoDecimal b)
    {
        if (b.Digits.IsZero)
            throw new ExpressionException("decimal division by 0");
        int shift = checked(a.Exponent - b.Exponent + QuotientDigits);
        BigInteger dividend = shift > 0 ? a.Digits * BigInteger.Pow(10, shift) : a.Digits;
        BigInteger divisor = shift < 0 ? b.Digits * BigInteger.Pow(10, -shift) : b.Digits;
        BigInteger quotient = BigInteger.DivRem(dividend, divisor, out BigInteger remainder);
        if (BigInteger.Abs(remainder) * 2 >= BigInteger.Abs(divisor))
            quotient += dividend.Sign * divisor.Sign;
        return new(quotient, -QuotientDigits);
    }

    /// <summary>The nearest number of floating point; infinite when it is too large for one.</summary>
    public double ToDouble() => double.Parse(string.Create(CultureInfo.InvariantCulture, $"{Digits}E{Exponent}"), NumberStyles.Float, CultureInfo.InvariantCulture);

    private BigInteger DigitsAt(int exponent) => Digits * BigInteger.Pow(10, Exponent - exponent);
}
