using System.Globalization;

namespace Fleet.Cli.Rendering;

/// <summary>Texts of any size, for people to look at.</summary>
internal static class ShownText
{
    private const int Most = 4096;
    private const int Kept = 256;

    /// <summary>A value as it is, or its beginning and its size where nobody would read it.</summary>
    public static string Of(string value) => value.Length <= Most ? value
        : string.Create(CultureInfo.InvariantCulture, $"{value[..(char.IsHighSurrogate(value[Kept - 1]) ? Kept - 1 : Kept)]}... ({value.Length} characters; -o json shows all)");
}
