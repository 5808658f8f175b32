using System.Text;
using YamlDotNet.Core;

namespace Fleet.Workflows.Spec.Yaml;

/// <summary>
/// YamlDotNet wants the further lines of a quoted scalar indented, as the YAML specification says; the parser that Kubernetes uses does not
/// care, and manifests rely on it. Blanks at the beginning of such lines mean nothing, so they are put in and the text is read again.
/// </summary>
internal static class QuotedIndentation
{
    /// <summary>Most scalars repaired in one document: each costs a reading.</summary>
    public const int MaxRepairs = 50;

    private const string Complaint = "found wrong indentation";

    // More than any nesting that is read.
    private static readonly string Indentation = new(' ', 240);

    /// <summary>The text with the scalar indented that the parser complains of; null: that is not what it complains of.</summary>
    public static string? Repair(string text, YamlException e)
    {
        var at = (int)e.Start.Index;
        if (!e.Message.Contains(Complaint, StringComparison.Ordinal) || at >= text.Length || text[at] is not ('"' or '\''))
            return null;
        var end = End(text, at);
        var inside = text.AsSpan(at, end - at);
        var result = new StringBuilder(text.Length + 1024).Append(text, 0, at);
        foreach (var range in inside.Split('\n'))
        {
            var line = inside[range];
            if (range.Start.Value > 0)
                result.Append('\n').Append(line.Trim().IsEmpty && range.End.Value < inside.Length ? "" : Indentation);
            result.Append(line);
        }
        return result.Append(text, end, text.Length - end).ToString();
    }

    private static int End(string text, int start)
    {
        var quote = text[start];
        for (var i = start + 1; i < text.Length; i++)
        {
            if (quote == '"' && text[i] == '\\')
                i++;
            else if (text[i] == quote && quote == '\'' && i + 1 < text.Length && text[i + 1] == quote)
                i++;
            else if (text[i] == quote)
                return i;
        }
        return text.Length;
    }
}
