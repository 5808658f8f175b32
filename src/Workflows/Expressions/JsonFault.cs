using System.Globalization;
using System.Text.Json;

namespace Fleet.Workflows.Expressions;

/// <summary>What is wrong with a JSON text, as users are told it: what .NET says without its own counts, and in Go's words where a text ends too soon.</summary>
public static class JsonFault
{
    private const string TooSoon = "unexpected end of JSON input";

    private static readonly string[] Ends = ["does not contain any JSON tokens", "reached end of data", "Expected depth to be zero at the end"];

    /// <summary>The sentence, without the place.</summary>
    /// <param name="error">What the reader said.</param>
    public static string Of(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var message = error.Message;
        if (Array.Exists(Ends, end => message.Contains(end, StringComparison.Ordinal)))
            return TooSoon;
        const string Depth = "The maximum configured depth of ";
        if (message.StartsWith(Depth, StringComparison.Ordinal))
            return $"nested deeper than {message[Depth.Length..].Split(' ')[0]} levels";
        foreach (var count in (string[])[" Path: $", " LineNumber: "])
        {
            if (message.IndexOf(count, StringComparison.Ordinal) is > 0 and var at)
                message = message[..at];
        }

        return message.TrimEnd('.');
    }

    /// <summary>The sentence with line and byte.</summary>
    /// <param name="error">What the reader said.</param>
    public static string WithPlace(JsonException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $"{Of(error)} (line {line + 1}, byte {(error.BytePositionInLine ?? 0) + 1})") : Of(error);
    }
}
