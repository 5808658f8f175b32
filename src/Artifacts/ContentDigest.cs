using System.Buffers;
using System.Globalization;

namespace Fleet.Artifacts;

/// <summary>What some bytes are: their SHA-256 and how many there are.</summary>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Size.</param>
public sealed record ContentDigest(string Sha256, long Bytes)
{
    private const string Algorithm = "sha256:";
    private const int HexDigits = 64;
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>As OCI writes it: <c>sha256:HEX</c>.</summary>
    public string Name => Algorithm + Sha256;

    /// <summary>One line: name and size.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Bytes}");

    /// <summary>Reads what <see cref="ToString"/> gives; null: it is none.</summary>
    public static ContentDigest? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Trim().Split(' ');
        return parts.Length == 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? OfName(parts[0], bytes) : null;
    }

    /// <summary>Of a name, <c>sha256:HEX</c>, and a size; null: the name is none.</summary>
    public static ContentDigest? OfName(string name, long bytes)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Algorithm, StringComparison.Ordinal) && name.Length == Algorithm.Length + HexDigits && name.AsSpan(Algorithm.Length).IndexOfAnyExcept(Hex) < 0
            ? new ContentDigest(name[Algorithm.Length..], bytes)
            : null;
    }
}
