using System.Text;

namespace Fleet.Workflows.Engine;

/// <summary>
/// Texts of a <see cref="TaskRequest"/> that mention large values of the workflow, by their digests, instead of having them: commands, arguments, variables, scripts, raw artifacts, bodies of requests. So a
/// value that a task only hands on is as small as a digest until it is with a worker. Only a digest of one of the workflow's own values is a mention: nothing else means one by chance.
/// </summary>
public static class TaskText
{
    private const char Sign = '\u001a';
    private const int Digits = 64;

    /// <summary>What stands in a text for a value.</summary>
    /// <param name="sha256">Its digest (<see cref="StoredValue.Sha256"/>).</param>
    public static string Mention(string sha256) => $"{Sign}{sha256}{Sign}";

    /// <summary>Whether a text can mention a value at all: a cheap test.</summary>
    /// <param name="text">The text.</param>
    public static bool MayMention(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains(Sign, StringComparison.Ordinal);
    }

    /// <summary>The pieces of a text, in order.</summary>
    /// <param name="text">The text.</param>
    /// <param name="find">Finds a value of the workflow by its digest; null: it has none.</param>
    /// <returns>One piece, where it mentions nothing.</returns>
    public static IReadOnlyList<TextPart> Parts(string text, Func<string, StoredValue?> find)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(find);
        var parts = new List<TextPart>(1);
        var begin = 0;
        var at = text.IndexOf(Sign, StringComparison.Ordinal);
        while (at >= 0)
        {
            var end = at + 1 + Digits;
            if (end < text.Length && text[end] == Sign && find(text[(at + 1)..end]) is { } value)
            {
                if (at > begin)
                    parts.Add(new TextPart(text[begin..at], null));
                parts.Add(new TextPart(null, value));
                begin = end + 1;
                at = text.IndexOf(Sign, begin);
            }
            else
            {
                at = text.IndexOf(Sign, at + 1);
            }
        }

        if (begin < text.Length || parts.Count == 0)
            parts.Add(new TextPart(text[begin..], null));
        return parts;
    }

    /// <summary>The text with the values in it: the value itself, where it is nothing but one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="find">Finds a value of the workflow by its digest; null: it has none.</param>
    public static string Whole(string text, Func<string, StoredValue?> find)
    {
        if (!MayMention(text))
            return text;
        var parts = Parts(text, find);
        return parts is [var only] ? only.Text ?? only.Value!.Text : string.Concat(parts.Select(part => part.Text ?? part.Value!.Text));
    }

    /// <summary>Bytes of UTF-8 of the text with the values in it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="find">Finds a value of the workflow by its digest; null: it has none.</param>
    public static long Bytes(string text, Func<string, StoredValue?> find) =>
        MayMention(text) ? Parts(text, find).Sum(part => part.Value?.Bytes ?? Encoding.UTF8.GetByteCount(part.Text!)) : Encoding.UTF8.GetByteCount(text);
}
