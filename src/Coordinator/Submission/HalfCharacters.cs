using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fleet.Coordinator.Submission;

/// <summary>
/// Finds JSON whose texts are none: half a surrogate pair in an escape (<c>"\ud83d"</c>), as programs write that cut a text in the middle of an emoji. The grammar of JSON allows it, and no text of UTF-8
/// can be made of it: who reads such a string fails, so that it is looked for before.
/// </summary>
internal static class HalfCharacters
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 1000 };

    /// <summary>What is wrong with the texts of a JSON value, a sentence; null: nothing.</summary>
    /// <param name="json">The value, UTF-8.</param>
    public static string? Problem(ReadOnlySpan<byte> json)
    {
        // Nearly no JSON has such escapes: its letters are written as they are.
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
            return null;
        var reader = new Utf8JsonReader(json, Deep);
        while (reader.Read())
        {
            if (reader.ValueIsEscaped && reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && Half(reader.ValueSpan) is { } half)
                return string.Create(CultureInfo.InvariantCulture, $"the text at byte {reader.TokenStartIndex} has half a surrogate pair, {half}: it was cut in the middle of a character");
        }

        return null;
    }

    // In a valid JSON string; null: there is none.
    private static string? Half(ReadOnlySpan<byte> text)
    {
        var high = -1;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                if (high >= 0)
                    return Escape(text, high);
                continue;
            }

            if (text[at + 1] != 'u')
            {
                at++;
                if (high >= 0)
                    return Escape(text, high);
                continue;
            }

            var unit = (char)ushort.Parse(text.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (high >= 0 && !char.IsLowSurrogate(unit))
                return Escape(text, high);
            if (high < 0 && char.IsLowSurrogate(unit))
                return Escape(text, at);
            high = high < 0 && char.IsHighSurrogate(unit) ? at : -1;
            at += 5;
        }

        return high >= 0 ? Escape(text, high) : null;
    }

    private static string Escape(ReadOnlySpan<byte> text, int at) => Encoding.ASCII.GetString(text.Slice(at, 6));
}
