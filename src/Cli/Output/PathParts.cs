using System.Security.Cryptography;
using System.Text;

namespace Fleet.Cli.Output;

/// <summary>Names of a workflow as parts of a path.</summary>
internal static class PathParts
{
    // A file system takes 255; what is put behind such a name has room in the rest.
    private const int MostBytes = 230;
    private const int DigestCharacters = 12;

    /// <summary>One part of a path, which leads nowhere else. A name that no file system could have is cut, and ends with <c>~</c> and a digest of the whole.</summary>
    public static string Of(string name)
    {
        var part = name is "" or "." or ".." ? "_" : name.Replace('/', '_');
        if (Encoding.UTF8.GetByteCount(part) <= MostBytes)
            return part;
        var bytes = 0;
        var begin = string.Concat(part.EnumerateRunes().TakeWhile(rune => (bytes += rune.Utf8SequenceLength) <= MostBytes - DigestCharacters - 1));
        return $"{begin}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..DigestCharacters]}";
    }
}
