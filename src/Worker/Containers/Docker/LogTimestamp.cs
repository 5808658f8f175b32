using System.Buffers.Text;

namespace Fleet.Worker.Containers.Docker;

/// <summary>RFC 3339 timestamps with nanoseconds, which .NET's own types cannot hold.</summary>
internal static class LogTimestamp
{
    private const int SecondsLength = 19; // 2026-01-02T03:04:05

    /// <summary>Reads a timestamp as nanoseconds since the Unix epoch.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long nanos)
    {
        nanos = 0;
        if (text.Length <= SecondsLength || !TryParseSeconds(text[..SecondsLength], out var seconds))
            return false;
        var rest = text[SecondsLength..];
        long fraction = 0;
        if (rest[0] == '.')
        {
            var digits = 1;
            while (digits < rest.Length && char.IsAsciiDigit((char)rest[digits]))
                digits++;
            for (var i = 1; i <= 9; i++)
                fraction = (fraction * 10) + (i < digits ? rest[i] - '0' : 0);
            rest = rest[digits..];
        }
        if (!TryParseZone(rest, out var offset))
            return false;
        nanos = ((seconds - offset) * 1_000_000_000) + fraction;
        return true;
    }

    private static bool TryParseSeconds(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (!Number(text[..4], out var year) || !Number(text[5..7], out var month) || !Number(text[8..10], out var day)
            || !Number(text[11..13], out var hour) || !Number(text[14..16], out var minute) || !Number(text[17..19], out var second)
            || year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        seconds = ((new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) + (hour * 3600L) + (minute * 60L) + second;
        return true;
    }

    private static bool TryParseZone(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text is [(byte)'Z'])
            return true;
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || !Number(text[1..3], out var hours) || !Number(text[4..6], out var minutes))
            return false;
        seconds = ((hours * 3600L) + (minutes * 60L)) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> text, out int value) => Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && text[0] is not ((byte)'+' or (byte)'-');
}
