using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Fleet.Worker.Execution;

/// <summary>
/// Replaces values of secrets by <c>***</c> in what a task says. Looked for are the lines of each value and the base64 of the whole, as programs write them (<see cref="SecretForms"/>), so that nothing that is looked for goes over the end
/// of a line; a long line is looked for in pieces, so that <see cref="Longest"/> is small whatever a secret has.
/// </summary>
internal sealed class SecretMask
{
    /// <summary>Shorter ones are not looked for: they would be found everywhere, and tell more than they hide.</summary>
    public const int Shortest = 4;

    private const int Piece = 4096;

    // Characters of a text that are searched for; the rest is compared.
    private const int Begin = 8;

    private static readonly byte[] Stars = "***"u8.ToArray();

    private readonly SearchValues<string> _any;
    private readonly Dictionary<string, string[]>.AlternateLookup<ReadOnlySpan<char>> _byBegin;

    private SecretMask(IReadOnlyCollection<string> hidden)
    {
        // Searched for are their beginnings: what searches needs a kilobyte and more for each character.
        _any = SearchValues.Create([.. hidden.Select(text => text[..Math.Min(text.Length, Begin)]).Distinct()], StringComparison.Ordinal);
        // Of several that begin at the same place the longest one is hidden.
        _byBegin = hidden.GroupBy(text => text[..Shortest]).ToDictionary(group => group.Key, group => group.OrderByDescending(text => text.Length).ToArray(), StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
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
            foreach (var form in Encoding.Latin1.GetString(value).Split('\n').Select(line => line.Trim()).Where(line => line.Length >= Shortest).SelectMany(SecretForms.OfLine))
                Add(hidden, form);
            foreach (var form in value.Length >= Shortest ? SecretForms.Base64(value) : [])
                Add(hidden, form);
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
        var (shown, at) = (0, 0);
        while (text.AsSpan(at).IndexOfAny(_any) is >= 0 and var found)
        {
            at += found;
            var length = HiddenAt(text.AsSpan(at));
            if (length == 0)
            {
                at++;
                continue;
            }

            yield return text[shown..at];
            yield return null;
            shown = at += length;
        }

        yield return text[shown..];
    }

    // 0: it only begins like one.
    private int HiddenAt(ReadOnlySpan<char> text)
    {
        if (text.Length < Shortest || !_byBegin.TryGetValue(text[..Shortest], out var hidden))
            return 0;
        foreach (var one in hidden)
        {
            if (text.StartsWith(one, StringComparison.Ordinal))
                return one.Length;
        }

        return 0;
    }

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
