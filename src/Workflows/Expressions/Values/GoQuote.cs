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
        foreach (char c in text)
        {
            switch (c)
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
                    result.Append("\\x").Append(((int)c).ToString("x2", CultureInfo.InvariantCulture));
                    break;
                default: result.Append(c); break;
            }
        }

        return result.Append('"').ToString();
    }
}
