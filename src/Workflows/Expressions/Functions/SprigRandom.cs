using System.Globalization;
using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;
using static Fleet.Workflows.Expressions.Functions.SprigValues;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Sprig's random functions, drawn from the seed of the evaluation: good for names, never for secrets.</summary>
internal static class SprigRandom
{
    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static IEnumerable<ExpressionFunction> All =>
    [
        Define("randAlphaNum", 1, (state, a) => Draw(state, Integer(a, 0), Letters + Digits)),
        Define("randAlpha", 1, (state, a) => Draw(state, Integer(a, 0), Letters)),
        Define("randNumeric", 1, (state, a) => Draw(state, Integer(a, 0), Digits)),
        Define("randAscii", 1, (state, a) => Draw(state, Integer(a, 0), string.Concat(Enumerable.Range(32, 95).Select(code => (char)code)))),
        Define("randBytes", 1, (state, a) => RandomBytes(state, Integer(a, 0))),
        Define("randInt", 2, (state, a) => Between(state, Integer(a, 0), Integer(a, 1))),
        Define("shuffle", 1, (state, a) => Shuffle(state, Text(a, 0))),
        Define("uuidv4", 0, (state, _) => Uuid(state)),
    ];

    private static string Draw(EvaluationState state, long count, string letters)
    {
        if (count < 0)
            throw new ExpressionException($"cannot draw {count} characters");
        state.ChargeText(count);
        char[] text = new char[count];
        for (int i = 0; i < text.Length; i++)
            text[i] = letters[(int)(state.NextRandom() % (ulong)letters.Length)];
        return new string(text);
    }

    // In Base64, as sprig gives them.
    private static string RandomBytes(EvaluationState state, long count)
    {
        if (count < 0)
            throw new ExpressionException($"cannot draw {count} bytes");
        state.ChargeText(count);
        byte[] bytes = new byte[count];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(state.NextRandom() >> 56);
        return state.ChargeText(Convert.ToBase64String(bytes));
    }

    private static long Between(EvaluationState state, long least, long end)
    {
        if (end <= least)
            throw new ExpressionException($"randInt: {end} is not above {least}");
        return (long)(least + (Int128)(state.NextRandom() % (ulong)((Int128)end - least)));
    }

    private static string Shuffle(EvaluationState state, string text)
    {
        char[] letters = text.ToCharArray();
        state.ChargeWork(letters.Length);
        for (int i = letters.Length - 1; i > 0; i--)
        {
            int other = (int)(state.NextRandom() % (ulong)(i + 1));
            (letters[i], letters[other]) = (letters[other], letters[i]);
        }

        return new string(letters);
    }

    private static string Uuid(EvaluationState state)
    {
        ulong high = (state.NextRandom() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000;
        ulong low = (state.NextRandom() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000;
        string hex = high.ToString("x16", CultureInfo.InvariantCulture) + low.ToString("x16", CultureInfo.InvariantCulture);
        return $"{hex[..8]}-{hex[8..12]}-{hex[12..16]}-{hex[16..20]}-{hex[20..]}";
    }
}
