using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fleet.Worker.Execution;

/// <summary>The texts as which programs write the value of a secret. A byte is a character here: values need not be text.</summary>
internal static class SecretForms
{
    // Base64 of fewer bytes within more is found in other texts too.
    private const int ShortestWithin = 6;
    private const int ShortestWrapped = 8;

    // What percent-encodings leave as it is besides letters, digits and -_.~: RFC 3986, Python's quote, JavaScript's encodeURIComponent and encodeURI.
    private static readonly string[] KeptInAddresses = ["", "/", "!*'()", ";,/?:@&=+$#!*'()"];

    // Lines of base64 -w76 (coreutils, MIME) and of openssl and PEM.
    private static readonly int[] Widths = [76, 64];

    /// <summary>One line of a value: as it is, as JSON, addresses, Go, shells and markup write it.</summary>
    public static IEnumerable<string> OfLine(string line)
    {
        yield return line;
        foreach (var form in ShellForms.OfAnyWord(line))
            yield return form;
        if (line.All(char.IsAsciiLetterOrDigit))
            yield break;
        var text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line));
        foreach (var form in Json(text).Concat(Markup(text)))
            yield return Bytes(form);
        foreach (var kept in KeptInAddresses)
        {
            var address = Address(line, kept);
            yield return address;
            yield return address.Replace("%20", "+", StringComparison.Ordinal);
            yield return LowerHex(address);
        }

        yield return GoQuoted(line);
        foreach (var form in ShellForms.OfQuotedWord(line))
            yield return form;
    }

    // JavaScript, Python without ensure_ascii; PHP; Go; Python; .NET's default, as it is and for Newtonsoft's EscapeHtml.
    private static IEnumerable<string> Json(string text)
    {
        var relaxed = JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        yield return relaxed;
        yield return relaxed.Replace("/", "\\/", StringComparison.Ordinal);
        yield return With(relaxed, c => c is '<' or '>' or '&', Escaped);
        yield return With(relaxed, c => c > '\x7e', Escaped);
        yield return With(relaxed, c => c > '\x7e' || c is '<' or '>' or '&', Escaped);
        var strict = JsonEncodedText.Encode(text).ToString();
        yield return strict;
        yield return With(text, c => c > '\x7e' || c is '<' or '>' or '&' or '\'' or '"', Escaped);
    }

    // Of an attribute Python's quoteattr and Go escape blanks, too.
    private static IEnumerable<string> Markup(string text)
    {
        var forms = Marks(text);
        if (text.AsSpan().IndexOfAny('\t', '\r') < 0)
            return forms;
        return forms.SelectMany(form => (string[])
            [form, form.Replace("\t", "&#9;", StringComparison.Ordinal).Replace("\r", "&#13;", StringComparison.Ordinal), form.Replace("\t", "&#x9;", StringComparison.Ordinal).Replace("\r", "&#xD;", StringComparison.Ordinal)]);
    }

    // Text of an element has less to escape than an attribute; the marks have several names.
    private static IEnumerable<string> Marks(string text)
    {
        var element = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        foreach (var quote in (string[])["\"", "&quot;", "&#34;", "&#x22;"])
        {
            foreach (var apostrophe in (string[])["'", "&#39;", "&#x27;", "&apos;"])
                yield return element.Replace("\"", quote, StringComparison.Ordinal).Replace("'", apostrophe, StringComparison.Ordinal);
        }

        yield return System.Net.WebUtility.HtmlEncode(text);
    }

    /// <summary>The base64 of a whole value, alone or with a line feed behind it, in one line or wrapped, or within that of a longer text (<c>user:password</c>).</summary>
    public static IEnumerable<string> Base64(byte[] value)
    {
        foreach (var whole in (string[])[Convert.ToBase64String(value), Convert.ToBase64String([.. value, (byte)'\n'])])
        {
            yield return whole;
            foreach (var line in Widths.Where(width => whole.Length > width).SelectMany(whole.Chunk).Select(line => new string(line)).Where(line => line.Length >= ShortestWrapped))
                yield return line;
        }

        for (var before = 0; before < 3 && value.Length >= ShortestWithin; before++)
        {
            var within = Convert.ToBase64String([.. new byte[before], .. value]);
            // Characters that hold bits of nothing else.
            var (from, to) = (((before * 8) + 5) / 6, (before + value.Length) * 8 / 6);
            yield return within[from..to];
            yield return within[from..to].Replace('+', '-').Replace('/', '_');
        }
    }

    private static string Address(string line, string kept) =>
        string.Concat(line.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~' || kept.Contains(c, StringComparison.Ordinal) ? c.ToString() : $"%{(int)c:X2}"));

    private static string LowerHex(string address)
    {
        var text = new StringBuilder(address);
        for (var at = address.IndexOf('%', StringComparison.Ordinal); at >= 0; at = address.IndexOf('%', at + 1))
        {
            text[at + 1] = char.ToLowerInvariant(text[at + 1]);
            text[at + 2] = char.ToLowerInvariant(text[at + 2]);
        }

        return text.ToString();
    }

    private static string With(string text, Func<char, bool> which, Func<char, string> write) => string.Concat(text.Select(c => which(c) ? write(c) : c.ToString()));

    private static string Escaped(char c) => $"\\u{(int)c:x4}";

    private static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

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
}
