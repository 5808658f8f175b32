using System.Globalization;

namespace Fleet.Workflows.Engine.Scopes;

/// <summary><c>workflow.creationTimestamp</c> and its forms: <c>.RFC3339</c>, <c>.s</c> and one per strftime character.</summary>
internal static class CreationTime
{
    private const string Name = "workflow.creationTimestamp";

    public static void AddTo(Dictionary<string, string> all, DateTimeOffset created)
    {
        var utc = created.ToUniversalTime();
        var rfc3339 = utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        all[Name] = rfc3339;
        all[$"{Name}.RFC3339"] = rfc3339;
        all[$"{Name}.s"] = utc.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        foreach (var (character, format) in Formats)
            all[$"{Name}.{character}"] = utc.ToString(format, CultureInfo.InvariantCulture);
        all[$"{Name}.C"] = (utc.Year / 100).ToString("00", CultureInfo.InvariantCulture);
        all[$"{Name}.e"] = utc.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2);
        all[$"{Name}.j"] = utc.DayOfYear.ToString("000", CultureInfo.InvariantCulture);
        all[$"{Name}.u"] = (utc.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)utc.DayOfWeek).ToString(CultureInfo.InvariantCulture);
        all[$"{Name}.w"] = ((int)utc.DayOfWeek).ToString(CultureInfo.InvariantCulture);
        all[$"{Name}.V"] = ISOWeek.GetWeekOfYear(utc.DateTime).ToString("00", CultureInfo.InvariantCulture);
        all[$"{Name}.G"] = ISOWeek.GetYear(utc.DateTime).ToString(CultureInfo.InvariantCulture);
        all[$"{Name}.U"] = ((utc.DayOfYear + 6 - (int)utc.DayOfWeek) / 7).ToString("00", CultureInfo.InvariantCulture);
    }

    private static readonly (char Character, string Format)[] Formats =
    [
        ('a', "ddd"), ('A', "dddd"), ('b', "MMM"), ('B', "MMMM"), ('c', "ddd MMM d HH:mm:ss yyyy"), ('d', "dd"), ('D', "MM/dd/yy"), ('F', "yyyy-MM-dd"),
        ('f', "ffffff"), ('h', "MMM"), ('H', "HH"), ('I', "hh"), ('L', "fff"), ('m', "MM"), ('M', "mm"), ('p', "tt"), ('r', "hh:mm:ss tt"), ('R', "HH:mm"),
        ('S', "ss"), ('T', "HH:mm:ss"), ('v', "d-MMM-yyyy"), ('x', "MM/dd/yy"), ('X', "HH:mm:ss"), ('y', "yy"), ('Y', "yyyy"), ('z', "'+0000'"), ('Z', "'UTC'"),
    ];
}
