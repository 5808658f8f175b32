using System.Security.Cryptography;
using System.Text;

namespace Fleet.Contracts;

/// <summary>
/// Seals and opens values with AES-256-GCM. The first key seals, all open: a key is replaced by putting the new one before it, and left out when nothing is sealed with it any more.
/// Coordinator and workers of a Fleet have the same keys. Safe to use from several threads.
/// </summary>
/// <param name="keys">The keys; none: nothing can be sealed or opened.</param>
public sealed class SecretCipher(IReadOnlyList<SecretKey> keys)
{
    private const string Version = "fleet:1:";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>A cipher without a key.</summary>
    public static SecretCipher None { get; } = new([]);

    /// <summary>It has a key.</summary>
    public bool HasKey => keys.Count > 0;

    /// <summary>Ids of the keys; the first one seals.</summary>
    public IReadOnlyList<string> KeyIds => [.. keys.Select(key => key.Id)];

    /// <summary>Seals a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="context">What it is, see <see cref="Sealed.Context"/>.</param>
    /// <exception cref="SecretCipherException">There is no key.</exception>
    public Sealed Seal(ReadOnlySpan<byte> value, string context)
    {
        if (!HasKey)
            throw new SecretCipherException("There is no secret key here: give coordinator and workers the same one, FLEET_SECRET_KEY_FILE (--secret-key-file) or FLEET_SECRET_KEY.");
        var key = keys[0];
        var bytes = new byte[NonceBytes + value.Length + TagBytes];
        var nonce = bytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.Bytes, TagBytes);
        aes.Encrypt(nonce, value, bytes.AsSpan(NonceBytes, value.Length), bytes.AsSpan(NonceBytes + value.Length), Bound(key.Id, context));
        return new Sealed(Version + key.Id + ":" + Convert.ToBase64String(bytes), context);
    }

    /// <summary>Seals a text.</summary>
    /// <exception cref="SecretCipherException">There is no key.</exception>
    public Sealed Seal(string text, string context) => Seal(Encoding.UTF8.GetBytes(text), context);

    /// <summary>Opens a value.</summary>
    /// <exception cref="SecretCipherException">Its key is not here, or it was sealed for something else, or changed.</exception>
    public byte[] Open(Sealed value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (Parts(value.Text) is not var (id, bytes))
            throw new SecretCipherException($"{value.Context} is no sealed value of a format that this version knows.");
        var key = keys.FirstOrDefault(key => key.Id == id)
            ?? throw new SecretCipherException($"{value.Context} is sealed with the secret key {id}, which is not here ({(HasKey ? "keys: " + string.Join(", ", KeyIds) : "there is none")}). Coordinator and workers need the same keys: FLEET_SECRET_KEY_FILE (--secret-key-file) or FLEET_SECRET_KEY.");
        var opened = new byte[bytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key.Bytes, TagBytes);
        try
        {
            aes.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes, opened.Length), bytes.AsSpan(NonceBytes + opened.Length), opened, Bound(id, value.Context));
            return opened;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SecretCipherException($"{value.Context} does not open with the secret key {id}: it was sealed for something else, or changed.");
        }
    }

    /// <summary>Opens a text.</summary>
    /// <exception cref="SecretCipherException">As <see cref="Open"/>.</exception>
    public string OpenText(Sealed value) => Encoding.UTF8.GetString(Open(value));

    /// <summary>A value was sealed with another key than the one that seals now.</summary>
    public bool IsOld(string text) => HasKey && Parts(text)?.Id != keys[0].Id;

    /// <summary>Whether a text is one that a cipher has made.</summary>
    public static bool IsSealed(string text) => Parts(text) is not null;

    /// <summary>Id of the key that a text is sealed with; null: it is no sealed value.</summary>
    public static string? KeyOf(string text) => Parts(text)?.Id;

    /// <summary>Length of a sealed value in bytes, which sealing does not hide.</summary>
    public static int LengthOf(string text) => Parts(text) is var (_, bytes) ? bytes.Length - NonceBytes - TagBytes : 0;

    private static (string Id, byte[] Bytes)? Parts(string? text)
    {
        if (text is null || !text.StartsWith(Version, StringComparison.Ordinal) || text.IndexOf(':', Version.Length) is not (> 0 and var colon)) return null;
        try
        {
            var bytes = Convert.FromBase64String(text[(colon + 1)..]);
            return bytes.Length >= NonceBytes + TagBytes ? (text[Version.Length..colon], bytes) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static byte[] Bound(string id, string context) => Encoding.UTF8.GetBytes($"{Version}{id}\n{context}");
}
