using System.Text.Json;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Tags;

/// <summary>Cuts a text into literal pieces and tags. A tag ends at the first <c>}}</c>.</summary>
internal static class TagScanner
{
    public static IEnumerable<TagSegment> Scan(string text, bool json)
    {
        int at = 0;
        while (at < text.Length)
        {
            int open = text.IndexOf("{{", at, StringComparison.Ordinal);
            if (open < 0)
                break;
            int close = text.IndexOf("}}", open + 2, StringComparison.Ordinal);
            if (close < 0)
            {
                throw new ExpressionException(
                    ExpressionErrorKind.Syntax,
                    $"Cannot find end tag=\"}}}}\" in the template={GoQuote.Quote(text)} starting from {GoQuote.Quote(text[(open + 2)..])}");
            }

            if (open > at)
                yield return new LiteralSegment(text[at..open]);
            string tag = text[(open + 2)..close];
            yield return tag.StartsWith('=') ? ParseExpression(tag, json) : ParseSimple(tag);
            at = close + 2;
        }

        if (at < text.Length)
            yield return new LiteralSegment(text[at..]);
    }

    private static SimpleTag ParseSimple(string tag)
    {
        int nested = tag.LastIndexOf("{{", StringComparison.Ordinal);
        return nested > 0
            ? new SimpleTag(tag, tag.Trim(), tag[..nested], tag[(nested + 2)..])
            : new SimpleTag(tag, tag.Trim(), null, null);
    }

    private static ExpressionTag ParseExpression(string tag, bool json)
    {
        try
        {
            string source = json ? Unescape(tag[1..]) : tag[1..];
            return new ExpressionTag(tag, Expression.Parse(source), null);
        }
        catch (ExpressionException e)
        {
            return new ExpressionTag(tag, null, e);
        }
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        try
        {
            return JsonSerializer.Deserialize<string>($"\"{text}\"")!;
        }
        catch (JsonException)
        {
            throw new ExpressionException(ExpressionErrorKind.Syntax, $"failed to unmarshall JSON expression: {GoQuote.Quote(text)} is not the inside of a JSON string");
        }
    }
}
