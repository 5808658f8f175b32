using System.Text.RegularExpressions;

namespace Fleet.Client;

/// <summary>Names of files in headers: Argo's <c>filename="..."</c> has no type before it, which .NET's own reader asks for.</summary>
internal static partial class FileNames
{
    /// <summary>The name in a <c>Content-Disposition</c>; null: none.</summary>
    public static string? Of(string disposition) =>
        Extended().Match(disposition) is { Success: true } extended ? Uri.UnescapeDataString(extended.Groups[1].Value)
        : Plain().Match(disposition) is { Success: true } plain ? plain.Groups[1].Value
        : null;

    [GeneratedRegex("filename\\*=UTF-8''([^;]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Extended();

    [GeneratedRegex("filename=\"([^\"]+)\"", RegexOptions.IgnoreCase)]
    private static partial Regex Plain();
}
