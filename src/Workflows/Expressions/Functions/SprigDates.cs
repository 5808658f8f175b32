using System.Globalization;
using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;
using static Fleet.Workflows.Expressions.Functions.SprigValues;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Sprig's dates. The local zone is UTC, the clock is the time of the evaluation.</summary>
internal static class SprigDates
{
    public static IEnumerable<ExpressionFunction> All =>
    [
        Define("now", 0, (state, _) => state.Now),
        Define("date", 2, (state, a) => GoTimeLayout.Format(Time(state, a[1]), Text(a, 0))),
        Define("htmlDate", 1, (state, a) => GoTimeLayout.Format(Time(state, a[0]), "2006-01-02")),
        .. Aliases(["dateInZone", "date_in_zone"], 3, (state, a) => GoTimeLayout.Format(InZone(state, a[1], Text(a, 2)), Text(a, 0))),
        Define("htmlDateInZone", 2, (state, a) => GoTimeLayout.Format(InZone(state, a[0], Text(a, 1)), "2006-01-02")),
        .. Aliases(["dateModify", "date_modify"], 2, (_, a) => GoDuration.TryParse(Text(a, 0), out GoDuration shift) ? Time(a[1]).Add(shift) : Time(a[1])),
        .. Aliases(["mustDateModify", "must_date_modify"], 2, (_, a) => Time(a[1]).Add(GoDuration.Parse(Text(a, 0)))),
        Define("toDate", 2, (_, a) => Parse(Text(a, 0), Text(a, 1)) ?? ExpressionTime.Utc(DateTimeOffset.MinValue)),
        Define("mustToDate", 2, (_, a) => GoTimeParser.Parse(Text(a, 0), Text(a, 1), ExpressionZone.Load("UTC"))),
        Define("unixEpoch", 1, (_, a) => Time(a[0]).Value.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        Define("ago", 1, (state, a) => Ago(state, a[0])),
        Define("duration", 1, (_, a) => GoDuration.FromSeconds(Seconds(a[0])).ToString()) with { SeesInt64 = true },
        Define("durationRound", 1, (state, a) => DurationRound(state, a[0])) with { SeesInt64 = true },
    ];

    private static IEnumerable<ExpressionFunction> Aliases(string[] names, int count, Func<EvaluationState, object?[], object?> invoke) =>
        names.Select(name => Define(name, count, invoke));

    private static ExpressionTime Time(object? value) =>
        value as ExpressionTime ?? throw new ExpressionException($"cannot use {GoType.Name(value)} as a time");

    // Whatever is no time and no number of seconds stands for now.
    private static ExpressionTime Time(EvaluationState state, object? value) => value switch
    {
        ExpressionTime time => ExpressionTime.Utc(time.Value),
        long seconds => Unix(seconds),
        _ => state.Now,
    };

    private static ExpressionTime Unix(long seconds) => seconds is > -62135596800 and < 253402300800
        ? ExpressionTime.Utc(DateTimeOffset.FromUnixTimeSeconds(seconds))
        : throw new ExpressionException("time is outside the years 1 to 9999");

    private static ExpressionTime InZone(EvaluationState state, object? value, string zone)
    {
        ExpressionTime time = Time(state, value);
        try
        {
            return ExpressionZone.Load(zone).Convert(time);
        }
        catch (ExpressionException)
        {
            // Sprig: an unknown zone is UTC.
            return time;
        }
    }

    private static ExpressionTime? Parse(string layout, string text) =>
        GoTimeParser.TryParse(layout, text, ExpressionZone.Load("UTC"), out ExpressionTime time) ? time : null;

    private static string Ago(EvaluationState state, object? value)
    {
        GoDuration since = ExpressionTime.Between(state.Now, Time(state, value));
        return GoDuration.FromSeconds((long)Math.Round(since.TotalSeconds, MidpointRounding.AwayFromZero)).ToString();
    }

    // An int of an expression is none of the two types that sprig looks for.
    private static long Seconds(object? value) => value switch
    {
        string text => NumberBuiltins.TryParseInt(text, out long seconds) ? seconds : 0,
        Int64Result seconds => seconds.Number,
        _ => 0,
    };

    private static string DurationRound(EvaluationState state, object? value)
    {
        GoDuration duration = value switch
        {
            string text => GoDuration.TryParse(text, out GoDuration parsed) ? parsed : GoDuration.Zero,
            Int64Result nanoseconds => new GoDuration(nanoseconds.Number),
            ExpressionTime time => ExpressionTime.Between(state.Now, time),
            _ => GoDuration.Zero,
        };
        const ulong Second = 1_000_000_000;
        const ulong Day = 86_400 * Second;
        ulong length = duration.Nanoseconds < 0 ? unchecked((ulong)-duration.Nanoseconds) : (ulong)duration.Nanoseconds;
        (ulong unit, string name) = length switch
        {
            > 365 * Day => (365 * Day, "y"),
            > 30 * Day => (30 * Day, "mo"),
            > Day => (Day, "d"),
            > 3600 * Second => (3600 * Second, "h"),
            > 60 * Second => (60 * Second, "m"),
            > Second => (Second, "s"),
            _ => (0UL, ""),
        };
        return unit == 0 ? "0s" : string.Create(CultureInfo.InvariantCulture, $"{length / unit}{name}");
    }
}
