namespace Fleet.Workflows.Engine;

/// <summary>Messages of nodes and workflows as they are kept: what they quote, a condition with a value of megabytes in it, is shown by its beginning and end.</summary>
internal static class ShownMessage
{
    private const int Most = 8192;
    private const int End = 2048;

    /// <summary>The message; a very long one without its middle.</summary>
    public static string? Of(string? message) => message is { Length: > Most }
        ? $"{message[..(Most - End)]}... ({message.Length - Most} more characters) ...{message[^End..]}"
        : message;
}
