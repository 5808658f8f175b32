using System.Globalization;
using System.Text;
using System.Text.Json;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Spec.Tree;

/// <summary>Builds the tree of a JSON text.</summary>
internal static class JsonTreeReader
{
    /// <summary>Reads a text.</summary>
    /// <exception cref="SpecSyntaxException">It is not JSON, or larger than the limits.</exception>
    public static SpecNode Read(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var lines = new LineIndex(bytes);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = TreeLimits.MaxDepth });
        try
        {
            reader.Read();
            long size = 0;
            var node = Value(ref reader, lines, ref size);
            // Reads on to the end, where anything but blanks is an error.
            reader.Read();
            return node;
        }
        catch (JsonException e)
        {
            throw new SpecSyntaxException($"not valid JSON: {JsonFault.Of(e)}", (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1);
        }
    }

    private static SpecNode Value(ref Utf8JsonReader reader, LineIndex lines, ref long size)
    {
        var (line, column) = lines.Locate((int)reader.TokenStartIndex);
        TreeLimits.CheckSize(++size, line, column);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var map = new MapBuilder(line, column);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var (nameLine, nameColumn) = lines.Locate((int)reader.TokenStartIndex);
                    var name = Text(ref reader, nameLine, nameColumn);
                    reader.Read();
                    map.Add(new MapEntry(name, Value(ref reader, lines, ref size), nameLine, nameColumn));
                }
                return map.Build();
            case JsonTokenType.StartArray:
                var items = new List<SpecNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(Value(ref reader, lines, ref size));
                return new ListNode(items, line, column);
            case JsonTokenType.String:
                return new ScalarNode(ScalarKind.Text, Text(ref reader, line, column), line, column);
            case JsonTokenType.Number:
                return new ScalarNode(ScalarKind.Number, Number(Encoding.ASCII.GetString(reader.ValueSpan), line, column), line, column);
            case JsonTokenType.True or JsonTokenType.False:
                return new ScalarNode(ScalarKind.Flag, reader.TokenType == JsonTokenType.True ? "true" : "false", line, column);
            default:
                return new ScalarNode(ScalarKind.Null, "null", line, column);
        }
    }

    private static string Text(ref Utf8JsonReader reader, int line, int column)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new SpecSyntaxException("not valid JSON: a string with half a surrogate pair", line, column);
        }
    }

    private static string Number(string text, int line, int column)
    {
        if (!text.AsSpan().ContainsAny('.', 'e', 'E'))
            return text;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? GoNumbers.Json(value)
            : throw new SpecSyntaxException($"the number {text} is out of range", line, column);
    }

    // Finds lines by walking forward: positions are asked for in order.
    private sealed class LineIndex(byte[] bytes)
    {
        private int _at;
        private int _line = 1;
        private int _lineStart;

        public (int Line, int Column) Locate(int position)
        {
            for (; _at < position; _at++)
            {
                if (bytes[_at] == '\n')
                {
                    _line++;
                    _lineStart = _at + 1;
                }
            }
            return (_line, position - _lineStart + 1);
        }
    }
}
