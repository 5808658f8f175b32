using System.Text;

namespace Fleet.Workflows.Expressions.Jq;

/// <summary><c>@base64</c> and the like (jq's manual, "Format strings and escaping").</summary>
internal static class JqFormats
{
    private static readonly string[] Names = ["text", "json", "csv", "tsv", "html", "uri", "sh", "base64", "base64d"];

    /// <summary>It is known.</summary>
    public static bool Has(string name) => Names.Contains(name);

    /// <summary>A text as it is, others as JSON.</summary>
    public static string Text(object? value, JqBudget budget) => value as string ?? JqWriter.Write(value, budget);

    /// <summary>Writes a value in a format.</summary>
    public static string Apply(string name, object? value, JqBudget budget)
    {
        var text = name switch
        {
            "csv" => Row(value, "csv", ",", item => Csv(item, budget)),
            "tsv" => Row(value, "tsv", "\t", item => Tsv(item, budget)),
            "sh" => value is List<object?> list ? string.Join(' ', list.Select(item => Shell(item, budget))) : Shell(value, budget),
            "json" => JqWriter.Write(value, budget),
            _ => Plain(name, Text(value, budget)),
        };
        budget.Take(text.Length);
        return text;
    }

    private static string Plain(string name, string text) => name switch
    {
        "html" => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("'", "&#39;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal),
        "uri" => Uri.EscapeDataString(text),
        "base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
        "base64d" => Decoded(text),
        _ => text,
    };

    private static string Decoded(string text)
    {
        var padded = text.TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : throw new JqError($"{JqWriter.Short(text)} is not valid base64 data");
    }

    private static string Row(object? value, string name, string separator, Func<object?, string> item) =>
        value is List<object?> list ? string.Join(separator, list.Select(item)) : throw new JqError($"{JqWriter.Short(value)} cannot be {name}-formatted, only an array can be");

    private static string Csv(object? value, JqBudget budget) => value switch
    {
        null => "",
        string text => "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"",
        List<object?> or Dictionary<string, object?> => throw new JqError($"{JqWriter.Short(value)} is not valid in a csv row"),
        _ => Text(value, budget),
    };

    private static string Tsv(object? value, JqBudget budget) => value switch
    {
        null => "",
        string text => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal),
        List<object?> or Dictionary<string, object?> => throw new JqError($"{JqWriter.Short(value)} is not valid in a tsv row"),
        _ => Text(value, budget),
    };

    private static string Shell(object? value, JqBudget budget) => value switch
    {
        string text => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'",
        List<object?> or Dictionary<string, object?> => throw new JqError($"{JqWriter.Short(value)} can not be escaped for shell"),
        _ => Text(value, budget),
    };
}
