using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;
using static Fleet.Workflows.Expressions.Functions.SprigValues;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Sprig's encryption and certificates, as far as the same evaluation gives the same result; the others say why they are not there.</summary>
internal static class SprigCrypto
{
    private const int KeyBytes = 32;
    private const int BlockBytes = 16;
    private const string Repeatable = "the engine evaluates expressions again and must get the same result, so that a key made here could be made by anybody who knows the workflow; make it in a container, or keep it in a Secret";
    private const string Costly = "it is slow on purpose, and would stop all workflows for as long; compute it in a container";

    public static IEnumerable<ExpressionFunction> All =>
    [
        Define("encryptAES", 2, (state, a) => state.ChargeText(Encrypt(state, Text(a, 0), Text(a, 1)))),
        Define("decryptAES", 2, (state, a) => state.ChargeText(Decrypt(Text(a, 0), Text(a, 1)))),
        Define("buildCustomCert", 2, (state, a) => Certificate(state, Text(a, 0), Text(a, 1))),
        .. Refused(Repeatable, "genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey"),
        .. Refused(Costly, "bcrypt", "htpasswd", "derivePassword"),
        .. Refused("an expression reaches nothing outside of its workflow; ask in a container, or pass the address as a parameter", "getHostByName"),
    ];

    private static IEnumerable<ExpressionFunction> Refused(string why, params string[] names) =>
        names.Select(name => Define(name, 0, Any, (_, _) => throw new ExpressionException(ExpressionErrorKind.Refused, $"sprig.{name} is not there: {why}")));

    // The vector is drawn from the seed: it is no secret, and another one for each node.
    private static string Encrypt(EvaluationState state, string password, string text)
    {
        if (text.Length == 0)
            return "";
        byte[] vector = new byte[BlockBytes];
        BitConverter.TryWriteBytes(vector, state.NextRandom());
        BitConverter.TryWriteBytes(vector.AsSpan(BlockBytes / 2), state.NextRandom());
        using Aes aes = Cipher(password);
        return Convert.ToBase64String([.. vector, .. aes.EncryptCbc(Encoding.UTF8.GetBytes(text), vector)]);
    }

    private static string Decrypt(string password, string base64)
    {
        if (base64.Length == 0)
            return "";
        try
        {
            byte[] bytes = Convert.FromBase64String(base64);
            if (bytes.Length < 2 * BlockBytes)
                throw new ExpressionException("decryptAES: the text is too short");
            using Aes aes = Cipher(password);
            return Encoding.UTF8.GetString(aes.DecryptCbc(bytes.AsSpan(BlockBytes), bytes.AsSpan(0, BlockBytes)));
        }
        catch (FormatException)
        {
            throw new ExpressionException("decryptAES: the text is not Base64");
        }
        catch (CryptographicException)
        {
            throw new ExpressionException("decryptAES: the password is another one, or the text was not made by encryptAES");
        }
    }

    private static Aes Cipher(string password)
    {
        byte[] key = new byte[KeyBytes];
        byte[] given = Encoding.UTF8.GetBytes(password);
        given.AsSpan(0, Math.Min(given.Length, KeyBytes)).CopyTo(key);
        Aes aes = Aes.Create();
        aes.Key = key;
        return aes;
    }

    private static Dictionary<string, object?> Certificate(EvaluationState state, string base64Certificate, string base64Key)
    {
        string certificate = Decoded(base64Certificate, "certificate");
        string key = Decoded(base64Key, "private key");
        try
        {
            using X509Certificate2 parsed = X509Certificate2.CreateFromPem(certificate);
        }
        catch (CryptographicException e)
        {
            throw new ExpressionException($"unable to decode certificate: {e.Message}");
        }

        if (!PemEncoding.TryFind(key, out PemFields fields) || !key[fields.Label].EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            throw new ExpressionException("error parsing private key: no PEM data in input");
        return new Dictionary<string, object?>(StringComparer.Ordinal) { ["Cert"] = state.ChargeText(certificate), ["Key"] = state.ChargeText(key) };
    }

    private static string Decoded(string base64, string what)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            throw new ExpressionException($"unable to decode base64 {what}");
        }
    }
}
