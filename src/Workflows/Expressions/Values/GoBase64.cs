using System.Text;

namespace Fleet.Workflows.Expressions.Values;

/// <summary>Base64 and Base32 as Go's <c>encoding</c> packages read them: line breaks do not count, and what is wrong is told with its byte.</summary>
internal static class GoBase64
{
    private const string Letters32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The text in Base64; bytes that are no UTF-8 become U+FFFD.</summary>
    /// <exception cref="ExpressionException">It is none.</exception>
    public static string Decode(string text)
    {
        byte[] source = Encoding.UTF8.GetBytes(text);
        if (CorruptAt(source) is >= 0 and var corrupt)
            throw new ExpressionException($"illegal base64 data at input byte {corrupt}");
        return Encoding.UTF8.GetString(Convert.FromBase64String(text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)));
    }

    /// <summary>The text in Base32; bytes that are no UTF-8 become U+FFFD.</summary>
    /// <exception cref="ExpressionException">It is none.</exception>
    public static string Decode32(string text)
    {
        byte[] source = [.. Encoding.UTF8.GetBytes(text).Where(c => c is not ((byte)'\r' or (byte)'\n'))];
        List<byte> bytes = [];
        int bits = 0;
        int buffer = 0;
        for (int at = 0; at < source.Length; at++)
        {
            int place = at % 8;
            if (source[at] == '=' && place >= 2 && source.Length - at <= 8)
            {
                CheckPadding32(source, at, place);
                break;
            }

            int value = Letters32.IndexOf((char)source[at], StringComparison.Ordinal);
            if (value < 0)
                throw Corrupt32(at);
            buffer = ((buffer << 5) | value) & 0xFFFF;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
            }

            if (at + 1 == source.Length && place != 7)
                throw Corrupt32(source.Length - place - 1);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static ExpressionException Corrupt32(int at) => new($"illegal base32 data at input byte {at}");

    private static void CheckPadding32(byte[] source, int at, int place)
    {
        int left = source.Length - at - 1;
        if (left + place < 7)
            throw Corrupt32(source.Length);
        for (int k = 0; k < 7 - place && k < left; k++)
        {
            if (source[at + 1 + k] != '=')
                throw Corrupt32(at + k);
        }

        if (place is 3 or 6)
            throw Corrupt32(at);
    }

    // The byte that Go names, or -1.
    private static int CorruptAt(byte[] source)
    {
        int place = 0;
        for (int at = 0; at < source.Length; at++)
        {
            byte c = source[at];
            if (c is (byte)'\r' or (byte)'\n')
                continue;
            if (c == '=')
                return CorruptPadding(source, at, place);
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'+' or (byte)'/'))
                return at;
            place = (place + 1) % 4;
        }

        return place == 0 ? -1 : source.Length - place;
    }

    private static int CorruptPadding(byte[] source, int at, int place)
    {
        if (place < 2)
            return at;
        int next = AfterBreaks(source, at + 1);
        if (place == 2)
        {
            if (next == source.Length)
                return source.Length;
            if (source[next] != '=')
                return next - 1;
            next = AfterBreaks(source, next + 1);
        }

        return next < source.Length ? next : -1;
    }

    private static int AfterBreaks(byte[] source, int at)
    {
        while (at < source.Length && source[at] is (byte)'\r' or (byte)'\n')
            at++;
        return at;
    }
}
