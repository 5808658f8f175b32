using System.Buffers;
using System.Globalization;

namespace Fleet.Worker.Containers.Dummy;

/// <summary>Durations as plain seconds or in Go's notation (https://pkg.go.dev/time#ParseDuration).</summary>
internal static class DummyDuration
{
    private static readonly SearchValues<char> NumberChars = SearchValues.Create("0123456789.");

    private static readonly (string Unit, double Seconds)[] Units = [("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9), ("h", 3600), ("m", 60), ("s", 1)];

    /// <summary>Reads a duration that is not negative.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (TryNumber(text, out var seconds))
            return TryMake(seconds, out duration);
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var length = rest.IndexOfAnyExcept(NumberChars);
            if (length <= 0 || !TryNumber(rest[..length], out var number))
                return false;
            rest = rest[length..];
            if (!TryUnit(ref rest, out var unit))
                return false;
            seconds += number * unit;
        }
        return text.Length > 0 && TryMake(seconds, out duration);
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private static bool TryUnit(ref ReadOnlySpan<char> rest, out double seconds)
    {
        foreach (var (unit, length) in Units)
        {
            if (!rest.StartsWith(unit, StringComparison.Ordinal))
                continue;
            rest = rest[unit.Length..];
            seconds = length;
            return true;
        }
        seconds = 0;
        return false;
    }

    private static bool TryMake(double seconds, out TimeSpan duration)
    {
        var valid = seconds <= TimeSpan.FromDays(3650).TotalSeconds;
        duration = valid ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
        return valid;
    }
}
