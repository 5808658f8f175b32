using System.Globalization;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;
using GoDuration = Fleet.Workflows.Expressions.GoDuration;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>How long to wait before the next attempt (Argo docs, "Retries", Back-Off).</summary>
internal static class RetryBackoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary><c>min(duration * factor^(attempts - 1), cap)</c>; null: none. A factor of 0 or below does not count (Argo's source <c>processNodeRetries</c>).</summary>
    /// <param name="backoff">The strategy's back-off.</param>
    /// <param name="attempts">Attempts so far.</param>
    /// <exception cref="ExpressionException">A duration or number is none.</exception>
    public static TimeSpan? Wait(Backoff? backoff, int attempts)
    {
        if (backoff is null)
            return null;
        if (backoff.Duration is not { } text)
            throw new ExpressionException(ExpressionErrorKind.Syntax, "no base duration specified for retryStrategy.backoff");
        var seconds = GoDuration.ParseSecondsOrDuration(text).TotalSeconds;
        if (backoff.Factor is { } factor && Number(factor) is > 0 and var times)
            seconds *= Math.Pow(times, attempts - 1);
        if (backoff.Cap is { } cap)
            seconds = Math.Min(seconds, GoDuration.ParseSecondsOrDuration(cap).TotalSeconds);
        return seconds >= Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(Math.Max(0, seconds));
    }

    /// <summary>A duration in words: at most its two largest units.</summary>
    public static string Humanize(TimeSpan span)
    {
        (long Count, string Unit)[] units =
        [
            (span.Days, "day"), (span.Hours, "hour"), (span.Minutes, "minute"), (span.Seconds, "second"),
        ];
        var shown = units.SkipWhile(u => u.Count == 0).Take(2).Where(u => u.Count > 0)
            .Select(u => string.Create(CultureInfo.InvariantCulture, $"{u.Count} {u.Unit}{(u.Count == 1 ? "" : "s")}"))
            .ToList();
        return shown.Count == 0 ? "0 seconds" : string.Join(' ', shown);
    }

    private static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new ExpressionException(ExpressionErrorKind.Type, $"retryStrategy.backoff.factor '{text}' is not a number");
}
