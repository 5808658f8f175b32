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
        MayHaveLarge(json) ? Replace(json, ValueTable.InlineLength, name) ?? json : json;

    /// <summary>Whether a JSON text can have a string that is named: a cheap test.</summary>
    public static bool MayHaveLarge(ReadOnlySpan<byte> json) => json.Length > ValueTable.InlineLength || json.IndexOf("\\u001"u8) >= 0;

    /// <inheritdoc cref="MayHaveLarge(ReadOnlySpan{byte})"/>
    public static bool MayHaveLarge(string json) => json.Length > ValueTable.InlineLength || json.Contains("\\u001", StringComparison.Ordinal);

    /// <summary>Replaces strings at one place of a JSON text; the rest stays as it is.</summary>
    /// <param name="json">The text.</param>
    /// <param name="path">Names of members, one within the other; an empty one stands for each item of a list.</param>
    /// <param name="with">Gives what stands for a string: the same object, where it stays.</param>
    /// <returns>Null: all stay.</returns>
    /// <exception cref="JsonException">The text is no JSON, or too deep.</exception>
    public static byte[]? ReplaceAt(ReadOnlySpan<byte> json, ReadOnlySpan<string> path, Func<string, string> with)
    {
        var edit = new Edit(json, new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Spec.SpecReader.MaxDepth }), with);
        if (edit.Reader.Read())
            edit.Value(path);
        // What follows is looked at, too.
        while (edit.Reader.Read())
        {
        }

        return edit.Result();
    }

    /// <summary>Puts the strings back that <see cref="Shorten"/> has named.</summary>
    /// <param name="json">What it made.</param>
    /// <param name="text">Gives the string that a name stands for, and any other as it is.</param>
    public static ReadOnlyMemory<byte> Restore(ReadOnlyMemory<byte> json, Func<string, string> text) =>
        json.Span.IndexOf("\\u001Avalue:"u8) < 0 ? json : Replace(json.Span, int.MaxValue, text) is { } whole ? whole : json;

    // Strings without an escape that are short are neither large nor names.
    private static byte[]? Replace(ReadOnlySpan<byte> json, int shortest, Func<string, string> with)
    {
        var edit = new Edit(json, new Utf8JsonReader(json), with);
        while (edit.Reader.Read())
        {
            if (edit.Reader.TokenType == JsonTokenType.String && (edit.Reader.ValueIsEscaped || edit.Reader.ValueSpan.Length > shortest))
                edit.Text();
        }

        return edit.Result();
    }

    // A text that is copied up to what is replaced in it.
    private ref struct Edit(ReadOnlySpan<byte> json, Utf8JsonReader reader, Func<string, string> with)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private ArrayBufferWriter<byte>? _output;
        private int _copied;

        public Utf8JsonReader Reader = reader;

        // The value that the reader is at.
        public void Value(ReadOnlySpan<string> path)
        {
            if (path.IsEmpty && Reader.TokenType == JsonTokenType.String)
                Text();
            else if (path is [{ Length: > 0 } name, ..] && Reader.TokenType == JsonTokenType.StartObject)
                Members(name, path[1..]);
            else if (path is ["", ..] && Reader.TokenType == JsonTokenType.StartArray)
                Items(path[1..]);
            else
                Reader.Skip();
        }

        public void Text()
        {
            var text = Reader.GetString()!;
            var replaced = with(text);
            if (ReferenceEquals(replaced, text))
                return;
            _output ??= new ArrayBufferWriter<byte>();
            _output.Write(_json[_copied..(int)Reader.TokenStartIndex]);
            _output.Write("\""u8);
            _output.Write(JsonEncodedText.Encode(replaced, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
            _output.Write("\""u8);
            _copied = (int)Reader.BytesConsumed;
        }

        public readonly byte[]? Result()
        {
            if (_output is null)
                return null;
            _output.Write(_json[_copied..]);
            return _output.WrittenSpan.ToArray();
        }

        private void Members(string name, ReadOnlySpan<string> path)
        {
            while (Reader.Read() && Reader.TokenType == JsonTokenType.PropertyName)
            {
                var asked = Reader.ValueTextEquals(name);
                Reader.Read();
                if (asked)
                    Value(path);
                else
                    Reader.Skip();
            }
        }

        private void Items(ReadOnlySpan<string> path)
        {
            while (Reader.Read() && Reader.TokenType != JsonTokenType.EndArray)
                Value(path);
        }
    }
}
