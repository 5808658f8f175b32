using System.Globalization;
using System.Text.Json;
using Fleet.Workflows.Expressions.Loops;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions;

/// <summary>The items of <c>withSequence</c> (Argo docs, "Fields": Sequence).</summary>
public static class LoopSequence
{
    /// <summary>Most items one sequence may have.</summary>
    public const int MaxItems = 1_000_000;

    /// <summary>
    /// Expands a sequence after its tags were replaced. It counts from <paramref name="start"/> (default 0) to <paramref name="end"/>, down when that
    /// is smaller; <paramref name="count"/> stands for the end when there is none, and a count of 0 is empty.
    /// </summary>
    /// <param name="start">First number, or null or empty.</param>
    /// <param name="end">Last number, or null or empty.</param>
    /// <param name="count">How many numbers, or null or empty.</param>
    /// <param name="format">A Printf format of Go for each number, such as <c>host-%02d</c>; null or empty is <c>%d</c>.</param>
    /// <returns>The texts of the items.</returns>
    /// <exception cref="ExpressionException">A number is none, neither end nor count is given, the format is no text, or there are too many items.</exception>
    public static IReadOnlyList<string> Expand(string? start, string? end, string? count, string? format)
    {
        long first = string.IsNullOrEmpty(start) ? 0 : Number(start);
        long last;
        if (!string.IsNullOrEmpty(end))
        {
            last = Number(end);
        }
        else if (!string.IsNullOrEmpty(count))
        {
            long number = Number(count);
            if (number == 0)
                return [];
            last = unchecked(first + number - 1);
        }
        else
        {
            throw new ExpressionException(ExpressionErrorKind.Syntax, "neither end nor count was specified in withSequence");
        }

        Int128 size = Int128.Abs((Int128)last - first) + 1;
        if (size > MaxItems)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"withSequence has {size} items, the limit is {MaxItems}");
        string[] items = new string[(int)size];
        int step = first <= last ? 1 : -1;
        for (int i = 0; i < items.Length; i++)
            items[i] = Text(format, first + ((long)i * step));
        return items;
    }

    private static long Number(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            return number;
        var isNumber = text.AsSpan().TrimStart("+-") is { Length: > 0 } digits && !digits.ContainsAnyExceptInRange('0', '9') && text.Length - digits.Length <= 1;
        throw new ExpressionException(ExpressionErrorKind.Syntax, $"strconv.Atoi: parsing {GoQuote.Quote(text)}: {(isNumber ? "value out of range" : "invalid syntax")}");
    }

    // Argo reads the formatted text as the inside of a JSON string: escapes in a format have their meaning.
    private static string Text(string? format, long number)
    {
        if (string.IsNullOrEmpty(format))
            return number.ToString(CultureInfo.InvariantCulture);
        string text = GoPrintf.Format(format, number);
        if (text.AsSpan().IndexOfAny('"', '\\') < 0 && text.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0)
            return text;
        try
        {
            return JsonSerializer.Deserialize<string>($"\"{text}\"")!;
        }
        catch (JsonException)
        {
            throw new ExpressionException(ExpressionErrorKind.Syntax, $"format {GoQuote.Quote(format)} of withSequence makes {GoQuote.Quote(text)}, which is not the inside of a JSON string");
        }
    }
}
