using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Artifacts;

/// <summary>One content of a key, told from every other one.</summary>
/// <param name="Name">64 lower-case hexadecimal digits; what has the same name is the same content, wherever it is.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Tag">What the store calls it, such as an ETag.</param>
public sealed record ContentVersion(string Name, long Bytes, string Tag)
{
    /// <summary>SHA-256 of the content, 64 lower-case hexadecimal digits; null: it is not known.</summary>
    public string? Sha256 { get; private init; }

    /// <summary>A content whose digest the store knows: the same under every key and in every store.</summary>
    public static ContentVersion Of(ContentDigest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        return new ContentVersion(digest.Sha256, digest.Bytes, digest.Name) { Sha256 = digest.Sha256 };
    }

    /// <summary>A content that is told by the store's own mark. An ETag is made of MD5 at best, which can be forged: it says nothing about another key or place.</summary>
    /// <param name="place">The store.</param>
    /// <param name="key">The key.</param>
    /// <param name="tag">The mark.</param>
    /// <param name="bytes">Size.</param>
    public static ContentVersion Of(string place, string key, string tag, long bytes) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place}\n{key}\n{tag}\n{bytes}")))), bytes, tag);
}
