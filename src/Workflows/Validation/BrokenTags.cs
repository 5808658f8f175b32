using System.Text;
using System.Text.Json;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Validation;

/// <summary>
/// Tags that are none: not closed in their text, or no expression. Each is reported by itself and something else put in its place, so that the rest of a template is still checked (Argo stops at the first).
/// </summary>
internal static class BrokenTags
{
    /// <summary>Puts something else in the place of broken tags.</summary>
    /// <param name="json">JSON text, such as a template's.</param>
    /// <param name="replacement">Gives what is put in: text that needs no escape.</param>
    /// <param name="report">Takes the tag as it is written, and what is wrong with it.</param>
    /// <returns>JSON without broken tags; the very text where there are none.</returns>
    public static string Replace(string json, Func<string> replacement, Action<string, string> report)
    {
        StringBuilder? mended = null;
        var (kept, stringEnd) = (0, -1);
        for (var at = 0; (at = json.IndexOf("{{", at, StringComparison.Ordinal)) >= 0;)
        {
            // Two braces in a row are always inside a string; a tag that goes on after its end is not closed.
            if (stringEnd < at)
                stringEnd = EndOfString(json, at);
            var length = json.AsSpan(at + 2, stringEnd - at - 2).IndexOf("}}");
            var end = length < 0 ? stringEnd : at + length + 4;
            if (Fault(json[at..end], length >= 0) is var (written, why))
            {
                report(written, why);
                (mended ??= new StringBuilder(json.Length)).Append(json, kept, at - kept).Append(replacement());
                kept = end;
            }

            at = end;
        }

        return mended is null ? json : mended.Append(json, kept, json.Length - kept).ToString();
    }

    private static (string Written, string Why)? Fault(string tag, bool isClosed)
    {
        // Somebody else's text may have braces of its own.
        if (!tag.StartsWith("{{=", StringComparison.Ordinal) && (isClosed || !VariableScope.IsOurs(tag[2..].Trim())))
            return null;
        var written = Unescape(tag);
        if (!isClosed)
            return (written, $": failed to resolve {written}: the tag is not closed");
        try
        {
            Expression.Parse(written[3..^2]);
            return null;
        }
        catch (ExpressionException e)
        {
            return (written, $" {e.WithPrefix("failed to evaluate expression: ").Message}");
        }
    }

    // A tag does not always end between two escapes: what is no text by itself stays as it is.
    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        try
        {
            return JsonSerializer.Deserialize<string>($"\"{text}\"")!;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static int EndOfString(string json, int at)
    {
        for (; at < json.Length && json[at] != '"'; at++)
        {
            if (json[at] == '\\')
                at++;
        }

        return Math.Min(at, json.Length);
    }
}
