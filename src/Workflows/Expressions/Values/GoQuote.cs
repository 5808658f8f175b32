using System.Globalization;
using System.Text;

namespace Fleet.Workflows.Expressions.Values;

/// <summary>Go's <c>%q</c>: text in double quotes with Go escapes, as error messages show it.</summary>
internal static class GoQuote
{
    public static string Quote(string text)
    {
        StringBuilder result = new(text.Length + 2);
        result.Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"': result.Append("\\\""); break;
                case '\\': result.Append("\\\\"); break;
                case '\a': result.Append("\\a"); break;
                case '\b': result.Append("\\b"); break;
                case '\f': result.Append("\\f"); break;
                case '\n': result.Append("\\n"); break;
                case '\r': result.Append("\\r"); break;
                case '\t': result.Append("\\t"); break;
                case '\v': result.Append("\\v"); break;
                case < ' ' or '\u007f':
                    result.Append("\\x").Append(rune.Value.ToString("x2", CultureInfo.InvariantCulture));
                    break;
                case var number when !IsPrint(rune):
                    result.Append(number > 0xFFFF ? "\\U" : "\\u").Append(number.ToString(number > 0xFFFF ? "x8" : "x4", CultureInfo.InvariantCulture));
                    break;
                default: result.Append(rune.ToString()); break;
            }
        }

        return result.Append('"').ToString();
    }

    // Go's strconv.IsPrint: letters, marks, numbers, punctuation, symbols, and of the blanks the one of ASCII.
    private static bool IsPrint(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
