namespace Fleet.Workflows.Expressions.Values;

/// <summary>Whole numbers as Go reads those of its source (<c>strconv.ParseInt</c> with base 0): <c>0x1F</c>, <c>0b11</c>, <c>0o17</c>, and <c>017</c>, which is octal too.</summary>
internal static class GoInteger
{
    /// <summary>Reads one.</summary>
    /// <param name="text">The text, with a sign perhaps, and underscores between digits.</param>
    /// <param name="value">The number, or 0.</param>
    /// <returns>False: it is none, or larger than 64 bits.</returns>
    public static bool TryParse(string text, out long value)
    {
        bool negative = text.StartsWith('-');
        string rest = negative || text.StartsWith('+') ? text[1..] : text;
        (int numberBase, string digits) = rest switch
        {
            ['0', 'x' or 'X', .. var hex] => (16, hex),
            ['0', 'b' or 'B', .. var binary] => (2, binary),
            ['0', 'o' or 'O', .. var octal] => (8, octal),
            ['0', _, ..] => (8, rest[1..]),
            _ => (10, rest),
        };
        return TryParse(digits, numberBase, negative, numberBase != 10, out value);
    }

    /// <summary>Reads one of a base, with a sign perhaps.</summary>
    public static bool TryParse(string text, int numberBase, out long value)
    {
        bool negative = text.StartsWith('-');
        return TryParse(negative || text.StartsWith('+') ? text[1..] : text, numberBase, negative, afterPrefix: null, out value);
    }

    // Underscores are for numbers of source text alone, and stand between digits or after the prefix.
    private static bool TryParse(string digits, int numberBase, bool negative, bool? afterPrefix, out long value)
    {
        value = 0;
        Int128 number = 0;
        bool wasDigit = afterPrefix == true;
        if (digits.Length == 0)
            return false;
        foreach (char c in digits)
        {
            if (c == '_' && afterPrefix is not null && wasDigit)
            {
                wasDigit = false;
                continue;
            }

            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : numberBase;
            if (digit >= numberBase || (number = (number * numberBase) + digit) > (Int128)long.MaxValue + 1)
                return false;
            wasDigit = true;
        }

        number = negative ? -number : number;
        if (!wasDigit || number > long.MaxValue)
            return false;
        value = (long)number;
        return true;
    }
}
