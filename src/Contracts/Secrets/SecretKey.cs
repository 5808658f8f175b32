using System.Security.Cryptography;

namespace Fleet.Contracts;

/// <summary>A key of AES-256. It is never shown: its id, which stands in what it has sealed, says nothing about it.</summary>
public sealed class SecretKey
{
    /// <summary>Length of a key in bytes.</summary>
    public const int Length = 32;

    private readonly byte[] _bytes;

    private SecretKey(byte[] bytes)
    {
        _bytes = bytes;
        Id = Convert.ToHexStringLower(SHA256.HashData([.. "fleet secret key\n"u8, .. bytes]))[..8];
    }

    /// <summary>Names the key: eight digits, of its hash.</summary>
    public string Id { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A new key, by chance.</summary>
    public static SecretKey Create() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Reads keys: 32 bytes each as base64 or as 64 hexadecimal digits, separated by white space or commas. What follows a <c>#</c> in a line is a remark.</summary>
    /// <param name="text">The text, as of a key file.</param>
    /// <exception cref="FormatException">One is no key; the message, which does not show it, says which.</exception>
    public static IReadOnlyList<SecretKey> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split('\n').SelectMany(line => line.Split('#')[0].Split([' ', '\t', '\r', ','], StringSplitOptions.RemoveEmptyEntries));
        SecretKey[] keys = [.. words.Select((word, index) => new SecretKey(Read(word) ?? throw new FormatException($"key {index + 1} is none: it must be {Length} bytes as base64 (openssl rand -base64 {Length}) or hexadecimal")))];
        return [.. keys.DistinctBy(key => key.Id)];
    }

    /// <summary>The key as <see cref="Parse"/> reads it.</summary>
    public string Export() => Convert.ToBase64String(_bytes);

    /// <summary>Its id.</summary>
    public override string ToString() => Id;

    private static byte[]? Read(string word)
    {
        if (word.Length == 2 * Length && word.All(char.IsAsciiHexDigit)) return Convert.FromHexString(word);
        var bytes = new byte[Length];
        return Convert.TryFromBase64String(word, bytes, out var written) && written == Length ? bytes : null;
    }
}
