using System.Globalization;
using System.Text;

namespace Fleet.Coordinator.Logs;

/// <summary>Lines as they lie in the files: the engine's RFC 3339 timestamp with nanoseconds, a blank, the content.</summary>
internal static class LogLineText
{
    /// <summary>Splits a line; a line without a timestamp (it cannot come from a worker) has time 0.</summary>
    public static (long Nanos, string Content) Parse(ReadOnlySpan<byte> line)
    {
        var blank = line.IndexOf((byte)' ');
        if (blank <= 0 || !TryNanos(Encoding.ASCII.GetString(line[..blank]), out var nanos))
            return (0, Encoding.UTF8.GetString(line));
        return (nanos, Encoding.UTF8.GetString(line[(blank + 1)..]));
    }

    /// <summary>Reads <c>2026-01-02T03:04:05.123456789Z</c>.</summary>
    public static bool TryNanos(string text, out long nanos)
    {
        nanos = 0;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var zone = text.EndsWith('Z') ? text.Length - 1 : text.LastIndexOfAny(['+', '-']);
        if (zone < 19 || !DateTimeOffset.TryParse(text[..19] + text[zone..], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var second))
            return false;
        var fraction = point > 0 && point < zone ? text[(point + 1)..zone].PadRight(9, '0')[..9] : "0";
        if (!long.TryParse(fraction, NumberStyles.None, CultureInfo.InvariantCulture, out var rest))
            return false;
        nanos = (second.ToUnixTimeSeconds() * 1_000_000_000) + rest;
        return true;
    }

    /// <summary>A moment in nanoseconds since the Unix epoch; what is beyond the range (the years 1678 to 2262) is its end.</summary>
    public static long Nanos(DateTimeOffset moment) =>
        Math.Clamp((moment - DateTimeOffset.UnixEpoch).Ticks, long.MinValue / 100, long.MaxValue / 100) * 100;

    /// <summary>Writes a time as it stands before a line when timestamps are asked for.</summary>
    public static string Format(long nanos)
    {
        var second = DateTimeOffset.FromUnixTimeSeconds(nanos / 1_000_000_000);
        return string.Create(CultureInfo.InvariantCulture, $"{second:yyyy-MM-ddTHH:mm:ss}.{nanos % 1_000_000_000:D9}Z");
    }
}
