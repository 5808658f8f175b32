using System.Globalization;

namespace Fleet.Worker.Containers;

/// <summary>
/// The name of a container that stays after its result was committed (<c>podGC</c>): its own and a mark, which says until when where it stays for a time. Labels cannot change, names can:
/// so the name tells kept containers from running work, whoever looks.
/// </summary>
internal static class KeptName
{
    // No container of a template has an underscore in its name.
    private const string Mark = "_kept";

    /// <summary>The name of a container that is kept.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="until">When it goes; null: with its group.</param>
    public static string Of(string name, DateTimeOffset? until) =>
        until is { } end ? string.Create(CultureInfo.InvariantCulture, $"{name}{Mark}.{end.ToUnixTimeSeconds()}") : name + Mark;

    /// <summary>A container is kept.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="until">When it goes; null: with its group.</param>
    public static bool Is(string name, out DateTimeOffset? until)
    {
        until = null;
        if (name.EndsWith(Mark, StringComparison.Ordinal))
            return true;
        var at = name.LastIndexOf(Mark + ".", StringComparison.Ordinal);
        if (at < 0 || !long.TryParse(name.AsSpan(at + Mark.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return false;
        until = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }
}
