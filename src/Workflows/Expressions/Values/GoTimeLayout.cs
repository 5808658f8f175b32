using System.Globalization;
using System.Text;

namespace Fleet.Workflows.Expressions.Values;

/// <summary>Go's layouts by example (<c>2006-01-02T15:04:05Z07:00</c>): cutting a layout into parts, and writing times with it.</summary>
internal static class GoTimeLayout
{
    public const string Ansic = "Mon Jan _2 15:04:05 2006";
    public const string UnixDate = "Mon Jan _2 15:04:05 MST 2006";
    public const string RubyDate = "Mon Jan 02 15:04:05 -0700 2006";
    public const string Rfc822 = "02 Jan 06 15:04 MST";
    public const string Rfc850 = "Monday, 02-Jan-06 15:04:05 MST";
    public const string Rfc1123 = "Mon, 02 Jan 2006 15:04:05 MST";
    public const string Rfc3339 = "2006-01-02T15:04:05Z07:00";
    public const string Rfc3339Nano = "2006-01-02T15:04:05.999999999Z07:00";
    public const string Kitchen = "3:04PM";

    /// <summary>The layout of <c>%v</c>.</summary>
    public const string DefaultLayout = "2006-01-02 15:04:05.999999999 -0700 MST";

    public static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    // Longest first, so that "2006" is not read as "2" and text.
    private static readonly string[] Parts =
    [
        "January", "Jan", "Monday", "Mon", "MST",
        "002", "01", "02", "03", "04", "05", "06", "2006", "__2", "_2006", "_2", "15", "1", "2", "3", "4", "5", "PM", "pm",
        "-07:00:00", "-070000", "-07:00", "-0700", "-07", "Z07:00:00", "Z070000", "Z07:00", "Z0700", "Z07",
    ];

    /// <summary>The parts of a layout in their order; a part that is no field is literal text.</summary>
    public static List<(bool IsField, string Text)> Split(string layout)
    {
        List<(bool, string)> parts = [];
        int literal = 0;
        int i = 0;
        while (i < layout.Length)
        {
            int length = FieldLength(layout, i);
            if (length == 0)
            {
                i++;
                continue;
            }

            if (i > literal)
                parts.Add((false, layout[literal..i]));
            parts.Add((true, layout.Substring(i, length)));
            i += length;
            literal = i;
        }

        if (literal < layout.Length)
            parts.Add((false, layout[literal..]));
        return parts;
    }

    public static string Format(ExpressionTime time, string layout)
    {
        StringBuilder result = new();
        DateTimeOffset value = time.Value;
        foreach ((bool isField, string text) in Split(layout))
        {
            if (isField)
                Write(result, time, value, text);
            else
                result.Append(text);
        }

        return result.ToString();
    }

    private static int FieldLength(string layout, int at)
    {
        if (layout[at] is '.' or ',')
            return FractionLength(layout, at);
        int longest = 0;
        foreach (string part in Parts)
        {
            if (part.Length > longest && string.CompareOrdinal(layout, at, part, 0, part.Length) == 0)
                longest = part.Length;
        }

        // "Jan" and "Mon" in front of more letters are words, not fields ("Month", "January" is its own field); "_2006" is "_" and the year.
        if (longest == 3 && layout[at] is 'J' or 'M' && layout[at + 1] != 'S' && at + 3 < layout.Length && char.IsAsciiLetterLower(layout[at + 3]))
            return 0;
        return longest == 5 && layout[at] == '_' ? 0 : longest;
    }

    private static int FractionLength(string layout, int at)
    {
        int end = at + 1;
        while (end < layout.Length && layout[end] == layout[at + 1] && layout[end] is '0' or '9')
            end++;
        bool digitFollows = end < layout.Length && char.IsAsciiDigit(layout[end]);
        return end == at + 1 || digitFollows ? 0 : end - at;
    }

    private static void Write(StringBuilder result, ExpressionTime time, DateTimeOffset value, string field)
    {
        switch (field)
        {
            case "2006": Number(value.Year, 4); break;
            case "06": Number(value.Year % 100, 2); break;
            case "January": result.Append(Months[value.Month - 1]); break;
            case "Jan": result.Append(Months[value.Month - 1], 0, 3); break;
            case "01": Number(value.Month, 2); break;
            case "1": Number(value.Month, 1); break;
            case "Monday": result.Append(Days[(int)value.DayOfWeek]); break;
            case "Mon": result.Append(Days[(int)value.DayOfWeek], 0, 3); break;
            case "02": Number(value.Day, 2); break;
            case "_2": result.Append(value.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2)); break;
            case "2": Number(value.Day, 1); break;
            case "002": Number(value.DayOfYear, 3); break;
            case "__2": result.Append(value.DayOfYear.ToString(CultureInfo.InvariantCulture).PadLeft(3)); break;
            case "15": Number(value.Hour, 2); break;
            case "03": Number(TwelveHours(value.Hour), 2); break;
            case "3": Number(TwelveHours(value.Hour), 1); break;
            case "04": Number(value.Minute, 2); break;
            case "4": Number(value.Minute, 1); break;
            case "05": Number(value.Second, 2); break;
            case "5": Number(value.Second, 1); break;
            case "PM": result.Append(value.Hour >= 12 ? "PM" : "AM"); break;
            case "pm": result.Append(value.Hour >= 12 ? "pm" : "am"); break;
            case "MST": result.Append(time.Zone); break;
            case var _ when field[0] is '.' or ',': Fraction(result, value, field); break;
            default: Offset(result, value.Offset, field); break;
        }

        void Number(int number, int digits) => result.Append(number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0'));
    }

    private static int TwelveHours(int hour) => hour % 12 == 0 ? 12 : hour % 12;

    private static void Fraction(StringBuilder result, DateTimeOffset value, string field)
    {
        string digits = ((value.Ticks % TimeSpan.TicksPerSecond) * 100).ToString("D9", CultureInfo.InvariantCulture);
        digits = field.Length - 1 < 9 ? digits[..(field.Length - 1)] : digits;
        if (field[1] == '9')
            digits = digits.TrimEnd('0');
        if (digits.Length > 0)
            result.Append(field[0]).Append(digits);
    }

    private static void Offset(StringBuilder result, TimeSpan offset, string field)
    {
        if (field[0] == 'Z' && offset == TimeSpan.Zero)
        {
            result.Append('Z');
            return;
        }

        TimeSpan size = offset.Duration();
        result.Append(offset < TimeSpan.Zero ? '-' : '+').Append(size.Hours.ToString("D2", CultureInfo.InvariantCulture));
        string separator = field.Contains(':', StringComparison.Ordinal) ? ":" : "";
        int digits = field.Count(char.IsAsciiDigit);
        if (digits >= 4)
            result.Append(separator).Append(size.Minutes.ToString("D2", CultureInfo.InvariantCulture));
        if (digits >= 6)
            result.Append(separator).Append(size.Seconds.ToString("D2", CultureInfo.InvariantCulture));
    }
}
