using Fleet.Workflows.Expressions.Language;
using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Methods of Go's times and durations that expressions call: <c>now().Format('2006')</c>, <c>duration('1h').Minutes()</c>.</summary>
internal static class TimeMethods
{
    private static readonly Dictionary<string, (int Arguments, Func<ExpressionTime, object?[], object?> Invoke)> OfTime = new(StringComparer.Ordinal)
    {
        ["Year"] = (0, (t, _) => (long)t.Value.Year),
        ["Month"] = (0, (t, _) => NamedInteger.Month(t.Value)),
        ["Day"] = (0, (t, _) => (long)t.Value.Day),
        ["Hour"] = (0, (t, _) => (long)t.Value.Hour),
        ["Minute"] = (0, (t, _) => (long)t.Value.Minute),
        ["Second"] = (0, (t, _) => (long)t.Value.Second),
        ["Nanosecond"] = (0, (t, _) => t.Value.Ticks % TimeSpan.TicksPerSecond * 100),
        ["Weekday"] = (0, (t, _) => NamedInteger.Weekday(t.Value)),
        ["YearDay"] = (0, (t, _) => (long)t.Value.DayOfYear),
        ["Unix"] = (0, (t, _) => new Int64Result(t.Value.ToUnixTimeSeconds())),
        ["UnixMilli"] = (0, (t, _) => new Int64Result(t.Value.ToUnixTimeMilliseconds())),
        ["UnixNano"] = (0, (t, _) => new Int64Result(unchecked((t.Value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100))),
        ["UnixMicro"] = (0, (t, _) => new Int64Result((t.Value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond)),
        ["IsDST"] = (0, (t, _) => t.Location?.Zone.IsDaylightSavingTime(t.Value) ?? false),
        ["Location"] = (0, (t, _) => t.Location ?? (t.Value.Offset == TimeSpan.Zero ? ExpressionZone.Utc : new ExpressionZone("", TimeZoneInfo.Utc))),
        ["Local"] = (0, (t, _) => ExpressionTime.Utc(t.Value)),
        ["UTC"] = (0, (t, _) => ExpressionTime.Utc(t.Value)),
        ["String"] = (0, (t, _) => GoFormat.Format(t)),
        ["IsZero"] = (0, (t, _) => t.Value.UtcTicks == 0),
        ["Format"] = (1, (t, a) => GoTimeLayout.Format(t, Text(a, 0))),
        ["In"] = (1, (t, a) => (a[0] as ExpressionZone ?? throw new ExpressionException("In wants a time zone")).Convert(t)),
        ["Add"] = (1, (t, a) => t.Add(Duration(a[0]))),
        ["Sub"] = (1, (t, a) => ExpressionTime.Between(t, Time(a[0]))),
        ["Before"] = (1, (t, a) => t.Value < Time(a[0]).Value),
        ["After"] = (1, (t, a) => t.Value > Time(a[0]).Value),
        ["Equal"] = (1, (t, a) => t.Value == Time(a[0]).Value),
        ["Compare"] = (1, (t, a) => (long)Math.Sign(t.Value.CompareTo(Time(a[0]).Value))),
        ["Truncate"] = (1, (t, a) => Truncate(t, Duration(a[0]))),
        ["Round"] = (1, (t, a) => Round(t, Duration(a[0]))),
        ["AddDate"] = (3, (t, a) => AddDate(t, Integer(a, 0), Integer(a, 1), Integer(a, 2))),
    };

    private static readonly Dictionary<string, (int Arguments, Func<GoDuration, object?[], object?> Invoke)> OfDuration = new(StringComparer.Ordinal)
    {
        ["Hours"] = (0, (d, _) => d.TotalHours),
        ["Minutes"] = (0, (d, _) => d.TotalMinutes),
        ["Seconds"] = (0, (d, _) => d.TotalSeconds),
        ["Milliseconds"] = (0, (d, _) => new Int64Result(d.Nanoseconds / 1_000_000)),
        ["Microseconds"] = (0, (d, _) => new Int64Result(d.Nanoseconds / 1_000)),
        ["Nanoseconds"] = (0, (d, _) => new Int64Result(d.Nanoseconds)),
        ["String"] = (0, (d, _) => d.ToString()),
        ["Abs"] = (0, (d, _) => new GoDuration(d.Nanoseconds == long.MinValue ? long.MaxValue : Math.Abs(d.Nanoseconds))),
        ["Truncate"] = (1, (d, a) => Duration(a[0]) is { Nanoseconds: > 0 } unit ? new GoDuration(d.Nanoseconds - (d.Nanoseconds % unit.Nanoseconds)) : d),
        ["Round"] = (1, (d, a) => Round(d, Duration(a[0]))),
    };

    public static bool Has(NatureKind kind, string name) => kind switch
    {
        NatureKind.Time => OfTime.ContainsKey(name),
        NatureKind.Duration => OfDuration.ContainsKey(name),
        _ => name == "String",
    };

    public static ExpressionFunction? Bind(object target, string name)
    {
        switch (target)
        {
            case ExpressionTime time when OfTime.TryGetValue(name, out var method):
                return new ExpressionFunction(name, method.Arguments, method.Arguments, (_, arguments) => method.Invoke(time, arguments));
            case GoDuration duration when OfDuration.TryGetValue(name, out var method):
                return new ExpressionFunction(name, method.Arguments, method.Arguments, (_, arguments) => method.Invoke(duration, arguments));
            case ExpressionZone zone when name == "String":
                return new ExpressionFunction(name, 0, 0, (_, _) => zone.Name);
            case NamedInteger number when name == "String":
                return new ExpressionFunction(name, 0, 0, (_, _) => number.Name);
            default:
                return null;
        }
    }

    private static GoDuration Duration(object? value) =>
        value is GoDuration duration ? duration : throw new ExpressionException($"cannot use {GoType.Name(value)} as a duration");

    private static ExpressionTime Time(object? value) =>
        value as ExpressionTime ?? throw new ExpressionException($"cannot use {GoType.Name(value)} as a time");

    private static ExpressionTime Truncate(ExpressionTime time, GoDuration unit)
    {
        long ticks = unit.ToTimeSpan().Ticks;
        return ticks <= 0 ? time : time.MovedTo(time.Value.AddTicks(-(time.Value.UtcTicks % ticks)));
    }

    // Half of it is up, as in Go.
    private static ExpressionTime Round(ExpressionTime time, GoDuration unit)
    {
        long ticks = unit.ToTimeSpan().Ticks;
        return ticks <= 0 ? time : Truncate(time with { Value = time.Value.AddTicks((time.Value.UtcTicks % ticks) * 2 >= ticks ? ticks : 0) }, unit);
    }

    // Half of it is away from zero, and what does not fit is the longest duration, as in Go.
    private static GoDuration Round(GoDuration duration, GoDuration unit)
    {
        if (unit.Nanoseconds <= 0)
            return duration;
        Int128 rest = duration.Nanoseconds % unit.Nanoseconds;
        Int128 cut = duration.Nanoseconds - rest;
        Int128 rounded = Int128.Abs(rest) * 2 < unit.Nanoseconds ? cut : cut + (Int128.Sign(rest) * (Int128)unit.Nanoseconds);
        return new GoDuration((long)Int128.Clamp(rounded, long.MinValue, long.MaxValue));
    }

    // Days that the month does not have run over into the next, as in Go.
    private static ExpressionTime AddDate(ExpressionTime time, long years, long months, long days)
    {
        DateTimeOffset first = time.Value.AddDays(1 - time.Value.Day);
        long total = (years * 12) + months;
        if (Math.Abs(total) > 120_000 || Math.Abs(days) > 4_000_000)
            throw new ExpressionException("time is outside the years 1 to 9999");
        DateTimeOffset moved = first.AddMonths((int)total).AddDays(days + time.Value.Day - 1);
        // The clocks of the zone show the same time then.
        return time.Location is { } location ? location.At(moved.DateTime) : time with { Value = moved };
    }
}
