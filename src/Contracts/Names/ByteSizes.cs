using System.Globalization;

namespace Fleet.Contracts;

/// <summary>Sizes as people read them.</summary>
public static class ByteSizes
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Such as <c>100 MiB</c> or <c>1.5 GiB</c>.</summary>
    public static string Text(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1024 && unit < Units.Length - 1; unit++)
            value /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }
}
