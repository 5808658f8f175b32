using System.Globalization;
using System.Text;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions;

/// <summary>
/// A span of time with Go's text form (<c>1h2m3.5s</c>, <c>300ms</c>), as Argo writes and reads durations (Go package <c>time</c>).
/// </summary>
/// <param name="Nanoseconds">The length in nanoseconds, negative for spans into the past.</param>
public readonly record struct GoDuration(long Nanoseconds) : IComparable<GoDuration>
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000_000_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;

    /// <summary>No time.</summary>
    public static GoDuration Zero => default;

    /// <summary>The length in hours.</summary>
    public double TotalHours => (double)Nanoseconds / Hour;

    /// <summary>The length in minutes.</summary>
    public double TotalMinutes => (double)Nanoseconds / Minute;

    /// <summary>The length in seconds.</summary>
    public double TotalSeconds => (double)Nanoseconds / Second;

    /// <summary>Compares lengths.</summary>
    /// <param name="left">One duration.</param>
    /// <param name="right">Another one.</param>
    /// <returns>True when the left one is shorter.</returns>
    public static bool operator <(GoDuration left, GoDuration right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Compares lengths.</summary>
    /// <param name="left">One duration.</param>
    /// <param name="right">Another one.</param>
    /// <returns>True when the left one is longer.</returns>
    public static bool operator >(GoDuration left, GoDuration right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Compares lengths.</summary>
    /// <param name="left">One duration.</param>
    /// <param name="right">Another one.</param>
    /// <returns>True when the left one is not longer.</returns>
    public static bool operator <=(GoDuration left, GoDuration right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Compares lengths.</summary>
    /// <param name="left">One duration.</param>
    /// <param name="right">Another one.</param>
    /// <returns>True when the left one is not shorter.</returns>
    public static bool operator >=(GoDuration left, GoDuration right) => left.Nanoseconds >= right.Nanoseconds;

    /// <summary>The duration of a <see cref="TimeSpan"/>; what Go cannot hold (292 years) is clamped.</summary>
    /// <param name="span">The span.</param>
    /// <returns>The duration.</returns>
    public static GoDuration FromTimeSpan(TimeSpan span) => new(Clamp((Int128)span.Ticks * 100));

    /// <summary>The duration of a number of seconds; what Go cannot hold is clamped.</summary>
    /// <param name="seconds">Whole seconds.</param>
    /// <returns>The duration.</returns>
    public static GoDuration FromSeconds(long seconds) => new(Clamp((Int128)seconds * Second));

    /// <summary>Parses Go's form: an optional sign and decimal numbers with the units h, m, s, ms, us, µs, ns; <c>0</c> needs no unit.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The duration.</returns>
    /// <exception cref="ExpressionException">The text is no duration; the message is Go's.</exception>
    public static GoDuration Parse(string text)
    {
        string? error = GoDurationParser.TryParse(text, out long nanoseconds);
        return error is null ? new GoDuration(nanoseconds) : throw new ExpressionException(error);
    }

    /// <summary>Parses Go's form.</summary>
    /// <param name="text">The text; null is no duration.</param>
    /// <param name="duration">The duration, or zero.</param>
    /// <returns>True when the text is a duration.</returns>
    public static bool TryParse(string? text, out GoDuration duration)
    {
        long nanoseconds = 0;
        bool parsed = text is not null && GoDurationParser.TryParse(text, out nanoseconds) is null;
        duration = new GoDuration(parsed ? nanoseconds : 0);
        return parsed;
    }

    /// <summary>
    /// Parses a duration as Argo does for <c>timeout</c>, <c>suspend.duration</c> and <c>backoff</c>: a bare whole number is seconds, anything else
    /// Go's form.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The duration.</returns>
    /// <exception cref="ExpressionException">The text is neither.</exception>
    public static GoDuration ParseSecondsOrDuration(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds) ? FromSeconds(seconds) : Parse(text);

    /// <summary>As <see cref="ParseSecondsOrDuration"/>, without an exception.</summary>
    /// <param name="text">The text; null is no duration.</param>
    /// <param name="duration">The duration, or zero.</param>
    /// <returns>True when the text is a duration.</returns>
    public static bool TryParseSecondsOrDuration(string? text, out GoDuration duration)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds))
            return TryParse(text, out duration);
        duration = FromSeconds(seconds);
        return true;
    }

    /// <summary>Go's text of a <see cref="TimeSpan"/>.</summary>
    /// <param name="span">The span.</param>
    /// <returns>For example <c>1h2m3.5s</c>.</returns>
    public static string Format(TimeSpan span) => FromTimeSpan(span).ToString();

    /// <summary>The span, cut to whole ticks of 100 ns.</summary>
    /// <returns>The span.</returns>
    public TimeSpan ToTimeSpan() => TimeSpan.FromTicks(Nanoseconds / 100);

    /// <inheritdoc/>
    public int CompareTo(GoDuration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>Go's text: <c>1h2m3.5s</c>, <c>300ms</c>, <c>0s</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        if (Nanoseconds == 0)
            return "0s";
        string sign = Nanoseconds < 0 ? "-" : "";
        ulong rest = Nanoseconds < 0 ? (ulong)-(Int128)Nanoseconds : (ulong)Nanoseconds;
        if (rest < Second)
        {
            (ulong unit, string name) = rest < Microsecond ? (1ul, "ns") : rest < Millisecond ? ((ulong)Microsecond, "µs") : ((ulong)Millisecond, "ms");
            return sign + Decimal(rest, unit) + name;
        }

        StringBuilder text = new(sign);
        ulong hours = rest / Hour;
        ulong minutes = rest % Hour / Minute;
        if (hours > 0)
            text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        if (hours > 0 || minutes > 0)
            text.Append(CultureInfo.InvariantCulture, $"{minutes}m");
        return text.Append(Decimal(rest % Minute, Second)).Append('s').ToString();
    }

    private static long Clamp(Int128 nanoseconds) => (long)Int128.Clamp(nanoseconds, long.MinValue, long.MaxValue);

    private static string Decimal(ulong value, ulong unit)
    {
        ulong fraction = value % unit;
        string whole = (value / unit).ToString(CultureInfo.InvariantCulture);
        if (fraction == 0)
            return whole;
        int places = (int)Math.Round(Math.Log10(unit));
        return $"{whole}.{fraction.ToString(CultureInfo.InvariantCulture).PadLeft(places, '0').TrimEnd('0')}";
    }
}
