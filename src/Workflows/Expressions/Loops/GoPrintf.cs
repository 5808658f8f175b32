using System.Globalization;
using System.Text;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Loops;

/// <summary>Go's <c>fmt.Sprintf</c> for one integer, its error texts included (<c>%!s(int=0)</c>).</summary>
internal static class GoPrintf
{
    // A loop has up to a million items: no item of it needs to be wider.
    private const int MaxWidth = 1_000;

    public static string Format(string format, long value)
    {
        StringBuilder result = new();
        bool used = false;
        int at = 0;
        while (at < format.Length)
        {
            int percent = format.IndexOf('%', at);
            if (percent < 0)
                break;
            result.Append(format, at, percent - at);
            Directive directive = Directive.Read(format, percent + 1, out at);
            used = Write(result, directive, value, used);
        }

        result.Append(format, Math.Min(at, format.Length), format.Length - Math.Min(at, format.Length));
        if (!used)
            result.Append(CultureInfo.InvariantCulture, $"%!(EXTRA int={value})");
        return result.ToString();
    }

    private static bool Write(StringBuilder result, Directive directive, long value, bool used)
    {
        if (directive.Verb == "")
        {
            result.Append("%!(NOVERB)");
            return used;
        }

        if (directive.Verb == "%")
        {
            result.Append('%');
            return used;
        }

        if (directive.Bad)
        {
            result.Append("%!").Append(directive.Verb).Append("(BADINDEX)");
            return used;
        }

        if (used && !directive.Indexed)
        {
            result.Append("%!").Append(directive.Verb).Append("(MISSING)");
            return used;
        }

        string? text = Digits(directive, value);
        if (text is null)
            result.Append(CultureInfo.InvariantCulture, $"%!{directive.Verb}(int={value})");
        else
            result.Append(Pad(directive, text));
        return true;
    }

    // Sign, prefix and digits; null when the verb is not for integers.
    private static string? Digits(Directive directive, long value)
    {
        UInt128 size = (UInt128)Int128.Abs((Int128)value);
        string digits;
        string prefix = "";
        switch (directive.Verb)
        {
            case "d" or "v":
                digits = size.ToString(CultureInfo.InvariantCulture);
                break;
            case "b":
                digits = InBase(size, 2);
                prefix = directive.Sharp ? "0b" : "";
                break;
            case "o" or "O":
                digits = InBase(size, 8);
                prefix = directive.Verb == "O" ? "0o" : directive.Sharp && digits != "0" ? "0" : "";
                break;
            case "x":
                digits = InBase(size, 16);
                prefix = directive.Sharp ? "0x" : "";
                break;
            case "X":
                digits = InBase(size, 16).ToUpperInvariant();
                prefix = directive.Sharp ? "0X" : "";
                break;
            case "c":
                return Character(value);
            case "q":
                return Quoted(Character(value));
            case "U":
                return "U+" + InBase(size, 16).ToUpperInvariant().PadLeft(4, '0');
            default:
                return null;
        }

        if (directive.Precision == 0 && value == 0)
            return "";
        string sign = value < 0 ? "-" : directive.Plus ? "+" : directive.Space ? " " : "";
        if (directive.Precision is { } precision)
            digits = digits.PadLeft(precision, '0');
        else if (directive.Zero && !directive.Minus && directive.Width is { } width)
            digits = digits.PadLeft(Math.Max(0, width - sign.Length), '0');
        return sign + prefix + digits;
    }

    private static string Pad(Directive directive, string text)
    {
        if (directive.Width is not { } width)
            return text;
        return directive.Minus ? text.PadRight(width) : text.PadLeft(width, directive.Zero && directive.Verb is "c" or "q" or "U" ? '0' : ' ');
    }

    private static string Character(long value) => value is >= 0 and <= 0x10FFFF && Rune.TryCreate((int)value, out Rune rune) ? rune.ToString() : "\uFFFD";

    private static string Quoted(string character) => character switch
    {
        "'" => "'\\''",
        "\"" => "'\"'",
        _ => $"'{GoQuote.Quote(character)[1..^1]}'",
    };

    private static string InBase(UInt128 value, uint radix)
    {
        if (value == 0)
            return "0";
        StringBuilder digits = new();
        for (; value > 0; value /= radix)
            digits.Insert(0, "0123456789abcdef"[(int)(value % radix)]);
        return digits.ToString();
    }

    private readonly record struct Directive(
        bool Minus, bool Plus, bool Sharp, bool Space, bool Zero, int? Width, int? Precision, bool Indexed, bool Bad, string Verb)
    {
        public static Directive Read(string format, int at, out int next)
        {
            int start = at;
            while (at < format.Length && format[at] is '-' or '+' or '#' or ' ' or '0')
                at++;
            string flags = format[start..at];
            bool indexed = Index(format, ref at, out bool bad);
            int? width = Number(format, ref at);
            int? precision = null;
            if (at < format.Length && format[at] == '.')
            {
                at++;
                precision = Number(format, ref at) ?? 0;
            }

            indexed |= Index(format, ref at, out bool alsoBad);
            string verb = "";
            if (at < format.Length && Rune.TryGetRuneAt(format, at, out Rune rune))
            {
                verb = rune.ToString();
                at += verb.Length;
            }
            else if (at < format.Length)
            {
                verb = "\uFFFD";
                at++;
            }

            next = at;
            return new Directive(
                flags.Contains('-', StringComparison.Ordinal),
                flags.Contains('+', StringComparison.Ordinal),
                flags.Contains('#', StringComparison.Ordinal),
                flags.Contains(' ', StringComparison.Ordinal),
                flags.Contains('0', StringComparison.Ordinal),
                width,
                precision,
                indexed,
                bad || alsoBad,
                verb);
        }

        private static int? Number(string format, ref int at)
        {
            int start = at;
            while (at < format.Length && char.IsAsciiDigit(format[at]))
                at++;
            if (at == start)
                return null;
            if (at - start > 6 || int.Parse(format.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture) is var number && number > MaxWidth)
                throw new ExpressionException(ExpressionErrorKind.Limit, $"width in format {GoQuote.Quote(format)} is too large");
            return number;
        }

        // "[1]" picks the only argument there is.
        private static bool Index(string format, ref int at, out bool bad)
        {
            bad = false;
            if (at >= format.Length || format[at] != '[')
                return false;
            int close = format.IndexOf(']', at);
            bad = close < 0 || format[(at + 1)..close] != "1";
            at = close < 0 ? format.Length - 1 : close + 1;
            return true;
        }
    }
}
