namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>Escapes that are one character: <c>\n</c>, <c>\x{1F600}</c>, <c>\012</c>, <c>\.</c>. Letters and digits that Go gives no meaning are errors.</summary>
internal static class EscapeReader
{
    /// <summary>Reads one; the reader stands at the backslash.</summary>
    public static int Read(PatternReader reader)
    {
        int start = reader.Position++;
        if (reader.AtEnd)
            throw PatternErrors.Of(PatternErrors.TrailingBackslash, "");
        int c = reader.Next();
        int code = c switch
        {
            'a' => '\a',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            'x' => Hexadecimal(reader),
            '0' => Octal(reader, 0),
            // A single digit would be a back-reference.
            >= '1' and <= '7' when reader.Peek() is >= '0' and <= '7' => Octal(reader, c - '0'),
            < 128 when !char.IsAsciiLetterOrDigit((char)c) => c,
            _ => -1,
        };
        return code >= 0 ? code : throw reader.Error(PatternErrors.InvalidEscape, start);
    }

    private static int Octal(PatternReader reader, int code)
    {
        for (int digits = 1; digits < 3 && reader.Peek() is >= '0' and <= '7'; digits++)
            code = (code * 8) + reader.Next() - '0';
        return code;
    }

    private static int Hexadecimal(PatternReader reader)
    {
        int first = reader.Next();
        if (first != '{')
        {
            // Both are taken before they are looked at: an error shows both.
            int second = first < 0 ? -1 : reader.Next();
            return Digit(first) is >= 0 and var high && Digit(second) is >= 0 and var low ? (high * 16) + low : -1;
        }

        int code = 0;
        for (int digits = 0; ; digits++)
        {
            int c = reader.Next();
            if (c == '}')
                return digits > 0 ? code : -1;
            int digit = Digit(c);
            if (digit < 0 || (code = (code * 16) + digit) > RuneSet.MaxRune)
                return -1;
        }
    }

    private static int Digit(int c) => c is >= 0 and < 128 && char.IsAsciiHexDigit((char)c) ? Convert.ToInt32(((char)c).ToString(), 16) : -1;
}
