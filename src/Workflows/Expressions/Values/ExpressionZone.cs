namespace Fleet.Workflows.Expressions.Values;

/// <summary>The value of <c>timezone('Europe/Berlin')</c>.</summary>
internal sealed record ExpressionZone(string Name, TimeZoneInfo Zone)
{
    public static ExpressionZone Utc { get; } = new("UTC", TimeZoneInfo.Utc);

    public static ExpressionZone Load(string name)
    {
        if (name.Length == 0 || name == "UTC" || name == "Local")
            return Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone)
            ? new ExpressionZone(name, zone)
            : throw new ExpressionException($"unknown time zone {name}");
    }

    public ExpressionTime Convert(ExpressionTime time)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(time.Value, Zone);
        return new ExpressionTime(local, Abbreviation(local)) { Location = this };
    }

    /// <summary>When the clocks show that time; one that they leave out is that much later, as in Go.</summary>
    public ExpressionTime At(DateTime wallClock) => Convert(ExpressionTime.Utc(new DateTimeOffset(wallClock, Zone.GetUtcOffset(wallClock))));

    // .NET knows no abbreviations: UTC keeps its name, other zones show their offset, as Go does for zones without a name.
    private static string Abbreviation(DateTimeOffset time)
    {
        if (time.Offset == TimeSpan.Zero)
            return "UTC";
        string sign = time.Offset < TimeSpan.Zero ? "-" : "+";
        return time.Offset.Minutes == 0 ? $"{sign}{time.Offset:hh}" : $"{sign}{time.Offset:hhmm}";
    }
}
