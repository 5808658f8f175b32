using System.Globalization;

namespace Fleet.Cli.Rendering;

/// <summary>Durations and ages in the two largest units, as Argo shows them.</summary>
internal static class Durations
{
    /// <summary>e.g. <c>3s</c>, <c>1 minute 4 seconds</c> in the long form, <c>1m</c> in the short one.</summary>
    public static string Long(TimeSpan span)
    {
        if (span < TimeSpan.FromSeconds(1))
            return "0 seconds";
        (int Value, string Unit)[] parts = [((int)span.TotalDays, "day"), (span.Hours, "hour"), (span.Minutes, "minute"), (span.Seconds, "second")];
        return string.Join(' ', parts.SkipWhile(part => part.Value == 0).Take(2).Where(part => part.Value > 0)
            .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Value} {part.Unit}{(part.Value == 1 ? "" : "s")}")));
    }

    /// <summary>e.g. <c>3s</c>, <c>4m</c>, <c>2h</c>, <c>5d</c>.</summary>
    public static string Short(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0 } => "0s",
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalSeconds}s"),
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes}m"),
        { TotalHours: < 24 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays}d"),
    };

    /// <summary>Time between two moments, or until now when there is no end; "" when there is no begin.</summary>
    public static string Between(DateTimeOffset? from, DateTimeOffset? to, DateTimeOffset now) => from is { } begin ? Short((to ?? now) - begin) : "";

    /// <summary>e.g. <c>Tue Nov 24 07:00:35 +0000 (3 minutes ago)</c>; of what is to come <c>(in 3 minutes)</c>.</summary>
    public static string Moment(DateTimeOffset? at, DateTimeOffset now) => at is { } time
        ? time.ToLocalTime().ToString("ddd MMM dd HH:mm:ss ", CultureInfo.InvariantCulture)
          + time.ToLocalTime().ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal)
          + (time - now >= TimeSpan.FromSeconds(1) ? $" (in {Long(time - now)})" : now - time < TimeSpan.FromSeconds(1) ? " (now)" : $" ({Long(now - time)} ago)")
        : "";
}
