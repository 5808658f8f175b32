using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Paths;

/// <summary>
/// What an operand of a script is to its operator. An operand is an operation, a list or object that is written as JSON, or the text as it stands; a text that a path finds comes in single quotes,
/// so that it never is a number.
/// </summary>
internal static class PathValue
{
    /// <summary>The value of an operand; a <see cref="PathFailure"/> where it cannot be had.</summary>
    public static object? Of(object? operand, PathScope scope)
    {
        scope.State.Step();
        object? value = operand is PathOperation operation ? operation.Evaluate(scope) : operand;
        return value is "null" or "nil" ? null : value;
    }

    /// <summary>A number, or the text of one.</summary>
    public static bool TryNumber(object? value, out double number)
    {
        number = value switch
        {
            double real => real,
            long whole => whole,
            _ => 0,
        };
        return value is double or long || (value is string text && GoFloatParser.TryParse(text, out number));
    }

    /// <summary>A whole number: one whose text has digits alone.</summary>
    public static bool TryInteger(object? value, out long number)
    {
        number = 0;
        return value is double or long or string && GoInteger.TryParse(GoFormat.Format(value), 10, out number);
    }

    /// <summary>A bool, or what Go's <c>strconv.ParseBool</c> takes for one: <c>1</c>, <c>t</c>, <c>TRUE</c>; null is false.</summary>
    public static bool TryBoolean(object? value, out bool flag)
    {
        string text = value is null ? "false" : value is bool or double or long or string ? GoFormat.Format(value) : "";
        flag = text is "1" or "t" or "T" or "true" or "TRUE" or "True";
        return flag || text is "0" or "f" or "F" or "false" or "FALSE" or "False";
    }

    /// <summary>A text as it is compared: in single quotes where it was quoted; lists, objects and null as Go's <c>%v</c>.</summary>
    public static string Text(object? value) => value is string { Length: > 1 } text && text.StartsWith('"') && text.EndsWith('"') ? $"'{text[1..^1]}'" : GoFormat.Format(value);

    /// <summary>Without its quotes, single or double.</summary>
    public static string Unquoted(string text) => text.Length > 1 && text[0] is '\'' or '"' && text[^1] == text[0] ? text[1..^1] : text;
}
