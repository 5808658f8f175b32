using System.Security.Cryptography;
using System.Text;
using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;
using static Fleet.Workflows.Expressions.Functions.SprigValues;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Sprig's Base64, Base32, checksums and JSON.</summary>
internal static class SprigEncoding
{
    private const string Base32Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static IEnumerable<ExpressionFunction> All =>
    [
        Define("b64enc", 1, (state, a) => state.ChargeText(Convert.ToBase64String(Bytes(a)))),
        Define("b64dec", 1, (state, a) => state.ChargeText(OrMessage(GoBase64.Decode, Text(a, 0)))),
        Define("b32enc", 1, (state, a) => state.ChargeText(Base32(Bytes(a)))),
        Define("b32dec", 1, (state, a) => state.ChargeText(OrMessage(GoBase64.Decode32, Text(a, 0)))),
#pragma warning disable CA5350 // A checksum that workflows ask for by name, not protection.
        Define("sha1sum", 1, (_, a) => Hex(SHA1.HashData(Bytes(a)))),
#pragma warning restore CA5350
        Define("sha256sum", 1, (_, a) => Hex(SHA256.HashData(Bytes(a)))),
        Define("sha512sum", 1, (_, a) => Hex(SHA512.HashData(Bytes(a)))),
        Define("adler32sum", 1, (_, a) => Adler32(Bytes(a)).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Define("toJson", 1, (state, a) => state.ChargeText(GoJson.Write(a[0]))),
        Define("mustToJson", 1, (state, a) => state.ChargeText(GoJson.Write(a[0]))),
        Define("toPrettyJson", 1, (state, a) => state.ChargeText(GoJson.Write(a[0], indented: true))),
        Define("mustToPrettyJson", 1, (state, a) => state.ChargeText(GoJson.Write(a[0], indented: true))),
        Define("toRawJson", 1, (state, a) => state.ChargeText(RawJson(a[0]))),
        Define("mustToRawJson", 1, (state, a) => state.ChargeText(RawJson(a[0]))),
        Define("fromJson", 1, (state, a) => FromJsonOrNil(state, Text(a, 0))),
        Define("mustFromJson", 1, (state, a) => TextBuiltins.FromJson(state, Text(a, 0))),
    ];

    private static byte[] Bytes(object?[] arguments) => Encoding.UTF8.GetBytes(Text(arguments, 0));

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);

    // Sprig gives the message as the result.
    private static string OrMessage(Func<string, string> decode, string text)
    {
        try
        {
            return decode(text);
        }
        catch (ExpressionException e)
        {
            return e.Reason;
        }
    }

    private static object? FromJsonOrNil(EvaluationState state, string text)
    {
        try
        {
            return TextBuiltins.FromJson(state, text);
        }
        catch (ExpressionException e) when (e.Kind == ExpressionErrorKind.Evaluation)
        {
            return null;
        }
    }

    private static string RawJson(object? value) => GoJson.Write(value)
        .Replace("\\u003c", "<", StringComparison.Ordinal)
        .Replace("\\u003e", ">", StringComparison.Ordinal)
        .Replace("\\u0026", "&", StringComparison.Ordinal);

    private static uint Adler32(byte[] bytes)
    {
        uint a = 1;
        uint b = 0;
        foreach (byte value in bytes)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return (b << 16) | a;
    }

    private static string Base32(byte[] bytes)
    {
        StringBuilder result = new();
        int bits = 0;
        int buffer = 0;
        foreach (byte value in bytes)
        {
            buffer = ((buffer << 8) | value) & 0xFFFF;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                result.Append(Base32Letters[(buffer >> bits) & 31]);
            }
        }

        if (bits > 0)
            result.Append(Base32Letters[(buffer << (5 - bits)) & 31]);
        return result.Append('=', (8 - (result.Length % 8)) % 8).ToString();
    }
}
