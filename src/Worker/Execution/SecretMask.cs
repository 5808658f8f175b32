using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fleet.Worker.Execution;

/// <summary>
/// Replaces values of secrets by <c>***</c> in what a task says. Looked for are the lines of each value, as they are, as JSON, addresses and Go write them, and the base64 of the whole value, so that nothing that is looked for goes over the end
/// of a line; a long line is looked for in pieces, so that <see cref="Longest"/> is small whatever a secret has.
/// </summary>
internal sealed class SecretMask
{
    /// <summary>Shorter ones are not looked for: they would be found everywhere, and tell more than they hide.</summary>
    public const int Shortest = 4;

    private const int Piece = 4096;
    private static readonly byte[] Stars = "***"u8.ToArray();

    private readonly SearchValues<string> _any;
    private readonly Dictionary<char, string[]> _byBegin;

    private SecretMask(IReadOnlyCollection<string> hidden)
    {
        _any = SearchValues.Create([.. hidden], StringComparison.Ordinal);
        // Of several that begin at the same place the longest one is hidden.
        _byBegin = hidden.GroupBy(text => text[0]).ToDictionary(group => group.Key, group => group.OrderByDescending(text => text.Length).ToArray());
        Longest = hidden.Max(text => text.Length);
    }

    /// <summary>Bytes of the longest text that is looked for: as much of an unfinished line may be the begin of one.</summary>
    public int Longest { get; }

    /// <summary>A mask; null: there is nothing to hide.</summary>
    /// <param name="secrets">The values.</param>
    public static SecretMask? Of(IReadOnlyList<byte[]> secrets)
    {
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in secrets)
        {
            foreach (var line in Bytes(value).Split('\n').Select(line => line.Trim()))
            {
                Add(hidden, line);
                Add(hidden, Written(line, text => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString()));
                Add(hidden, Written(line, Uri.EscapeDataString));
                Add(hidden, GoQuoted(line));
            }

            if (value.Length >= Shortest) Add(hidden, Convert.ToBase64String(value));
        }

        return hidden.Count == 0 ? null : new SecretMask(hidden);
    }

    /// <summary>Hides what is in the end of a buffer.</summary>
    /// <param name="bytes">The buffer.</param>
    /// <param name="from">Where the end begins.</param>
    public void Hide(List<byte> bytes, int from)
    {
        var text = Encoding.Latin1.GetString(CollectionsMarshal.AsSpan(bytes)[from..]);
        if (text.AsSpan().IndexOfAny(_any) < 0) return;
        bytes.RemoveRange(from, bytes.Count - from);
        foreach (var part in Parts(text)) bytes.AddRange(part is null ? Stars : Encoding.Latin1.GetBytes(part));
    }

    /// <summary>Hides what is in a text.</summary>
    public string Hide(string text)
    {
        var bytes = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
        return bytes.AsSpan().IndexOfAny(_any) < 0 ? text : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(string.Concat(Parts(bytes).Select(part => part ?? "***"))));
    }

    // Null: a secret was here.
    private IEnumerable<string?> Parts(string text)
    {
        var at = 0;
        while (text.AsSpan(at).IndexOfAny(_any) is >= 0 and var found)
        {
            yield return text.Substring(at, found);
            yield return null;
            at += found;
            at += _byBegin[text[at]].First(hidden => text.AsSpan(at).StartsWith(hidden, StringComparison.Ordinal)).Length;
        }

        yield return text[at..];
    }

    // A byte is a character here: values need not be text.
    private static string Bytes(byte[] value) => Encoding.Latin1.GetString(value);

    private static string Written(string line, Func<string, string> encode) => Bytes(Encoding.UTF8.GetBytes(encode(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line)))));

    // As container engines quote what they name (strconv.Quote); everything that is no control character as it is.
    private static string GoQuoted(string line) => string.Concat(line.Select(c => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\a' => "\\a",
        '\b' => "\\b",
        '\f' => "\\f",
        '\r' => "\\r",
        '\t' => "\\t",
        '\v' => "\\v",
        < ' ' or '\x7f' => $"\\x{(int)c:x2}",
        _ => c.ToString(),
    }));

    private static void Add(HashSet<string> hidden, string line)
    {
        for (var at = 0; line.Length - at >= Shortest;)
        {
            // The last piece is never too short to be looked for.
            var length = line.Length - at < Piece + Shortest ? line.Length - at : Piece;
            hidden.Add(line.Substring(at, length));
            at += length;
        }
    }
}
