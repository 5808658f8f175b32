namespace Fleet.Workflows.Expressions.Values;

/// <summary>A point in time with the abbreviation of its zone (Go prints it). Ticks of 100 ns: Go's last two digits are not kept.</summary>
internal sealed record ExpressionTime(DateTimeOffset Value, string Zone)
{
    /// <summary>The zone that it was made or converted in; null: UTC, or an offset that a text had.</summary>
    public ExpressionZone? Location { get; init; }

    public static ExpressionTime Utc(DateTimeOffset value) => new(value.ToUniversalTime(), "UTC");

    public ExpressionTime Add(GoDuration duration) => MovedTo(Shift(duration));

    /// <summary>Another point in time in the same zone, whose offset is that of the new time.</summary>
    public ExpressionTime MovedTo(DateTimeOffset value) => Location is { } location ? location.Convert(Utc(value)) : this with { Value = value };

    public static GoDuration Between(ExpressionTime later, ExpressionTime earlier) =>
        GoDuration.FromTimeSpan(later.Value - earlier.Value);

    private DateTimeOffset Shift(GoDuration duration)
    {
        try
        {
            return Value.Add(duration.ToTimeSpan());
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new ExpressionException("time is outside the years 1 to 9999");
        }
    }
}
