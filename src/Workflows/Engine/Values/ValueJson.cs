using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fleet.Workflows.Engine.Values;

/// <summary>JSON whose large strings are named by their digests (<see cref="ValueTable"/>).</summary>
internal static class ValueJson
{
    /// <summary>Names the large strings of a JSON text; the rest stays as it is.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">Gives what stands for a string: the same object, where it is not large.</param>
    public static byte[] Shorten(byte[] json, Func<string, string> name) =>
        // Nearly every text is small.
        json.Length <= ValueTable.InlineLength && json.AsSpan().IndexOf("\\u001"u8) < 0 ? json : Replace(json, ValueTable.InlineLength, name) ?? json;

    /// <summary>Puts the strings back that <see cref="Shorten"/> has named.</summary>
    /// <param name="json">What it made.</param>
    /// <param name="text">Gives the string that a name stands for, and any other as it is.</param>
    public static ReadOnlyMemory<byte> Restore(ReadOnlyMemory<byte> json, Func<string, string> text) =>
        json.Span.IndexOf("\\u001Avalue:"u8) < 0 ? json : Replace(json.Span, int.MaxValue, text) is { } whole ? whole : json;

    // Strings without an escape that are short are neither large nor names.
    private static byte[]? Replace(ReadOnlySpan<byte> json, int shortest, Func<string, string> with)
    {
        var output = new ArrayBufferWriter<byte>();
        var reader = new Utf8JsonReader(json);
        var copied = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.String || (!reader.ValueIsEscaped && reader.ValueSpan.Length <= shortest) || reader.GetString() is not { } text)
                continue;
            var replaced = with(text);
            if (ReferenceEquals(replaced, text))
                continue;
            output.Write(json[copied..(int)reader.TokenStartIndex]);
            output.Write("\""u8);
            output.Write(JsonEncodedText.Encode(replaced, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
            output.Write("\""u8);
            copied = (int)reader.BytesConsumed;
        }

        if (copied == 0)
            return null;
        output.Write(json[copied..]);
        return output.WrittenSpan.ToArray();
    }
}
