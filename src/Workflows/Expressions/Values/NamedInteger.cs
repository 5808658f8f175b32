namespace Fleet.Workflows.Expressions.Values;

/// <summary>
/// A value of one of Go's named integer types, <c>time.Month</c> and <c>time.Weekday</c>: as text it is its name, as JSON its number. It is no <c>int</c>: nothing but <c>int()</c> makes one of it, and it
/// equals none (expr-lang's <c>runtime.Equal</c>).
/// </summary>
internal sealed record NamedInteger(long Number, string Name, string Type)
{
    public static NamedInteger Month(DateTimeOffset time) => new(time.Month, time.ToString("MMMM", System.Globalization.CultureInfo.InvariantCulture), "time.Month");

    public static NamedInteger Weekday(DateTimeOffset time) => new((long)time.DayOfWeek, time.DayOfWeek.ToString(), "time.Weekday");

    public override string ToString() => Name;
}
