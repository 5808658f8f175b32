using System.Globalization;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Validation;

/// <summary>Cron schedules as the library reads them that Argo uses: five fields, or a descriptor such as <c>@daily</c> or <c>@every 1h</c>.</summary>
internal static class CronSchedule
{
    private static readonly string[] Descriptors = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>What is wrong with a schedule; null: nothing.</summary>
    public static string? Fault(string schedule)
    {
        var text = schedule;
        if (text.StartsWith("TZ=", StringComparison.Ordinal) || text.StartsWith("CRON_TZ=", StringComparison.Ordinal))
            text = text.Contains(' ', StringComparison.Ordinal) ? text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim() : "";
        if (text.Length == 0)
            return "empty spec string";
        if (text.StartsWith('@'))
            return DescriptorFault(text);
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
            return $"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]";
        return Field(fields[0], 0, 59, []) ?? Field(fields[1], 0, 23, []) ?? Field(fields[2], 1, 31, []) ?? Field(fields[3], 1, 12, Months) ?? Field(fields[4], 0, 6, Days);
    }

    private static string? DescriptorFault(string text)
    {
        if (text.StartsWith("@every ", StringComparison.Ordinal))
            return GoDuration.TryParse(text["@every ".Length..], out _) ? null : $"failed to parse duration {text}";
        return Descriptors.Contains(text) ? null : $"unrecognized descriptor: {text}";
    }

    private static string? Field(string field, int low, int high, string[] names)
    {
        foreach (var part in field.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Range(part, low, high, names) is { } why)
                return why;
        }
        return null;
    }

    private static string? Range(string part, int low, int high, string[] names)
    {
        var rangeAndStep = part.Split('/');
        var ends = rangeAndStep[0].Split('-');
        if (rangeAndStep.Length > 2)
            return $"too many slashes: {part}";
        if (ends.Length > 2)
            return $"too many hyphens: {part}";
        if (rangeAndStep.Length == 2 && !(int.TryParse(rangeAndStep[1], NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step > 0))
            return $"step of range should be a positive number: {part}";
        if (ends[0] is "*" or "?")
            return ends.Length == 1 ? null : $"too many hyphens: {part}";
        var values = ends.Select(e => Number(e, low, names)).ToArray();
        if (Array.IndexOf(values, null) >= 0)
            return $"failed to parse int from {part}";
        if (values[0] < low)
            return $"beginning of range ({values[0]}) below minimum ({low}): {part}";
        if (values[^1] > high)
            return $"end of range ({values[^1]}) above maximum ({high}): {part}";
        return values[0] > values[^1] ? $"beginning of range ({values[0]}) beyond end of range ({values[^1]}): {part}" : null;
    }

    private static int? Number(string text, int low, string[] names)
    {
        var name = Array.IndexOf(names, text.ToLowerInvariant());
        if (name >= 0)
            return name + (names.Length == 12 ? low : 0);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
