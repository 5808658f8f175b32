using System.Globalization;

namespace Fleet.Workflows.Expressions.Values;

/// <summary>Reads times by a Go layout.</summary>
internal ref struct GoTimeParser
{
    private ReadOnlySpan<char> _rest;
    private int _year = 1, _month = 1, _day = 1, _dayOfYear, _hour, _minute, _second;
    private long _fraction;
    private bool _afternoon, _morning, _hasDate;
    private TimeSpan? _offset;
    private string? _zone;

    private GoTimeParser(string text) => _rest = text;

    /// <summary>Reads <paramref name="text"/>; without an offset in it the time is in <paramref name="zone"/>.</summary>
    public static bool TryParse(string layout, string text, ExpressionZone zone, out ExpressionTime time)
    {
        GoTimeParser parser = new(text);
        time = ExpressionTime.Utc(DateTimeOffset.UnixEpoch);
        return parser.Read(layout) && parser.Build(zone, out time);
    }

    public static ExpressionTime Parse(string layout, string text, ExpressionZone zone) =>
        TryParse(layout, text, zone, out ExpressionTime time)
            ? time
            : throw new ExpressionException($"parsing time {GoQuote.Quote(text)} as {GoQuote.Quote(layout)}: cannot parse {GoQuote.Quote(text)}");

    private bool Read(string layout)
    {
        List<(bool IsField, string Text)> parts = GoTimeLayout.Split(layout);
        for (int i = 0; i < parts.Count; i++)
        {
            if (!parts[i].IsField)
            {
                if (!Literal(parts[i].Text))
                    return false;
                continue;
            }

            if (!Field(parts[i].Text))
                return false;
            // Go reads a fraction after the seconds even when the layout has none.
            bool fractionNext = i + 1 < parts.Count && parts[i + 1].IsField && parts[i + 1].Text[0] is '.' or ',';
            if (parts[i].Text is "05" or "5" && !fractionNext && _rest.Length > 1 && _rest[0] is '.' or ',' && char.IsAsciiDigit(_rest[1]))
                Fraction();
        }

        return _rest.IsEmpty;
    }

    private bool Literal(string text)
    {
        foreach (char c in text)
        {
            if (c == ' ')
            {
                if (!_rest.IsEmpty && _rest[0] != ' ')
                    return false;
                _rest = _rest.TrimStart(' ');
                continue;
            }

            if (_rest.IsEmpty || _rest[0] != c)
                return false;
            _rest = _rest[1..];
        }

        return true;
    }

    private bool Field(string field)
    {
        switch (field)
        {
            case "2006": _hasDate = true; return Number(4, 4, out _year);
            case "06":
                _hasDate = true;
                bool two = Number(2, 2, out _year);
                _year += _year >= 69 ? 1900 : 2000;
                return two;
            case "January": return Name(GoTimeLayout.Months, 0, out _month) && ++_month > 0;
            case "Jan": return Name(GoTimeLayout.Months, 3, out _month) && ++_month > 0;
            case "01": return Number(2, 2, out _month);
            case "1": return Number(1, 2, out _month);
            case "Monday": return Name(GoTimeLayout.Days, 0, out _);
            case "Mon": return Name(GoTimeLayout.Days, 3, out _);
            case "02": return Number(2, 2, out _day);
            case "_2":
                _rest = _rest.TrimStart(' ');
                return Number(1, 2, out _day);
            case "2": return Number(1, 2, out _day);
            case "002": return Number(3, 3, out _dayOfYear) && _dayOfYear > 0;
            case "__2":
                _rest = _rest.TrimStart(' ');
                return Number(1, 3, out _dayOfYear) && _dayOfYear > 0;
            case "15": return Number(1, 2, out _hour);
            case "03": return Number(2, 2, out _hour) && _hour <= 12;
            case "3": return Number(1, 2, out _hour) && _hour <= 12;
            case "04": return Number(2, 2, out _minute);
            case "4": return Number(1, 2, out _minute);
            case "05": return Number(2, 2, out _second);
            case "5": return Number(1, 2, out _second);
            case "PM" or "pm": return HalfDay(field);
            case "MST": return ZoneName();
            case var _ when field[0] is '.' or ',': return FractionField(field);
            default: return Offset(field);
        }
    }

    private bool Number(int least, int most, out int value)
    {
        int length = 0;
        while (length < most && length < _rest.Length && char.IsAsciiDigit(_rest[length]))
            length++;
        value = length < least ? 0 : int.Parse(_rest[..length], NumberStyles.None, CultureInfo.InvariantCulture);
        _rest = _rest[length..];
        return length >= least;
    }

    private bool Name(string[] names, int length, out int index)
    {
        for (index = 0; index < names.Length; index++)
        {
            ReadOnlySpan<char> name = length == 0 ? names[index] : names[index].AsSpan(0, length);
            if (_rest.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                _rest = _rest[name.Length..];
                return true;
            }
        }

        return false;
    }

    private bool HalfDay(string field)
    {
        if (_rest.Length < 2)
            return false;
        ReadOnlySpan<char> text = _rest[..2];
        _afternoon = field == "PM" ? text is "PM" : text is "pm";
        _morning = field == "PM" ? text is "AM" : text is "am";
        _rest = _rest[2..];
        return _afternoon || _morning;
    }

    private bool ZoneName()
    {
        int length = 0;
        int most = _rest.StartsWith("GMT", StringComparison.Ordinal) ? 6 : 5;
        while (length < _rest.Length && length < most && (char.IsAsciiLetterUpper(_rest[length]) || (length > 0 && _rest[length] is '+' or '-') || char.IsAsciiDigit(_rest[length])))
            length++;
        if (length < 3)
            return false;
        _zone = _rest[..length].ToString();
        _rest = _rest[length..];
        // Go: an abbreviation that the location does not know stands for UTC with that name, and GMT+3 has its hours.
        int hours = 0;
        if (length > 3 && _zone.StartsWith("GMT", StringComparison.Ordinal) && (!int.TryParse(_zone.AsSpan(3), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out hours) || hours is < -14 or > 14))
            return false;
        _offset ??= TimeSpan.FromHours(hours);
        return true;
    }

    private bool FractionField(string field)
    {
        if (field[1] == '9')
        {
            if (!_rest.IsEmpty && _rest[0] is '.' or ',')
                return Fraction();
            return true;
        }

        int digits = field.Length - 1;
        if (_rest.Length < digits + 1 || _rest[0] is not ('.' or ',') || _rest.Slice(1, digits).IndexOfAnyExceptInRange('0', '9') >= 0)
            return false;
        return Fraction(digits);
    }

    private bool Fraction(int most = int.MaxValue)
    {
        int length = 1;
        while (length < _rest.Length && length - 1 < most && char.IsAsciiDigit(_rest[length]))
            length++;
        long place = TimeSpan.TicksPerSecond / 10;
        for (int i = 1; i < length && place > 0; i++, place /= 10)
            _fraction += (_rest[i] - '0') * place;
        _rest = _rest[length..];
        return length > 1;
    }

    private bool Offset(string field)
    {
        if (field[0] == 'Z' && !_rest.IsEmpty && _rest[0] == 'Z')
        {
            _rest = _rest[1..];
            _offset = TimeSpan.Zero;
            return true;
        }

        if (_rest.IsEmpty || _rest[0] is not ('+' or '-'))
            return false;
        int sign = _rest[0] == '-' ? -1 : 1;
        _rest = _rest[1..];
        bool colon = field.Contains(':', StringComparison.Ordinal);
        int digits = field.Count(char.IsAsciiDigit);
        if (!Number(2, 2, out int hours))
            return false;
        int minutes = 0;
        int seconds = 0;
        if (digits >= 4 && (!Colon(colon) || !Number(2, 2, out minutes)))
            return false;
        if (digits >= 6 && (!Colon(colon) || !Number(2, 2, out seconds)))
            return false;
        if (hours > 14 || minutes > 59 || seconds != 0)
            return false;
        _offset = sign * new TimeSpan(hours, minutes, 0);
        return true;
    }

    private bool Colon(bool wanted)
    {
        if (!wanted)
            return true;
        if (_rest.IsEmpty || _rest[0] != ':')
            return false;
        _rest = _rest[1..];
        return true;
    }

    private readonly bool Build(ExpressionZone zone, out ExpressionTime time)
    {
        time = ExpressionTime.Utc(DateTimeOffset.UnixEpoch);
        int hour = _afternoon && _hour < 12 ? _hour + 12 : _morning && _hour == 12 ? 0 : _hour;
        // Go's year 0 has no counterpart in .NET: times without a date are of the year 1.
        int year = _hasDate ? _year : 1;
        if (year is < 1 or > 9999 || _month is < 1 or > 12 || hour > 23 || _minute > 59 || _second > 59)
            return false;
        DateTime day;
        if (_dayOfYear > 0)
        {
            if (_dayOfYear > (DateTime.IsLeapYear(year) ? 366 : 365))
                return false;
            day = new DateTime(year, 1, 1).AddDays(_dayOfYear - 1);
        }
        else
        {
            if (_day < 1 || _day > DateTime.DaysInMonth(year, _month))
                return false;
            day = new DateTime(year, _month, _day);
        }

        DateTime wall = day.Add(new TimeSpan(hour, _minute, _second)).AddTicks(_fraction);
        if (_offset is not { } offset)
        {
            time = zone.At(wall);
            return true;
        }

        // The first and last hours of the calendar have no counterpart at every offset.
        if (wall.Ticks < offset.Ticks || wall.Ticks - offset.Ticks > DateTime.MaxValue.Ticks)
            return false;
        time = new ExpressionTime(new DateTimeOffset(wall, offset), _zone ?? ZoneText(offset));
        return true;
    }

    private static string ZoneText(TimeSpan offset)
    {
        if (offset == TimeSpan.Zero)
            return "UTC";
        string sign = offset < TimeSpan.Zero ? "-" : "+";
        return $"{sign}{offset:hhmm}";
    }
}
