using System.Globalization;
using System.Numerics;
using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Spec.Yaml;

/// <summary>
/// What a YAML scalar means on its way to JSON, as the Go library means it that Kubernetes and Argo read with: YAML 1.1 booleans
/// (<c>yes</c>, <c>no</c>, <c>on</c>, <c>off</c>, <c>y</c>, <c>n</c>), octal <c>010</c> and <c>0o10</c>, hexadecimal, binary, <c>1_000</c>; dates are strings.
/// </summary>
internal static class YamlScalars
{
    private const string TagPrefix = "tag:yaml.org,2002:";

    public static ScalarNode Plain(string text, int line, int column)
    {
        if (text.Length == 0)
            return new ScalarNode(ScalarKind.Null, "null", line, column);
        switch (text[0])
        {
            case '~' or 'n' or 'N' or 'y' or 'Y' or 't' or 'T' or 'f' or 'F' or 'o' or 'O':
                if (Word(text) is { } word)
                    return new ScalarNode(word.Kind, word.Text, line, column) { Written = text };
                break;
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                if (Number(text, line, column) is { } number)
                    return new ScalarNode(ScalarKind.Number, number, line, column) { Written = text };
                break;
            default:
                break;
        }
        return new ScalarNode(ScalarKind.Text, text, line, column);
    }

    public static ScalarNode Tagged(string tag, string text, int line, int column)
    {
        var wanted = tag.StartsWith(TagPrefix, StringComparison.Ordinal) ? tag[TagPrefix.Length..] : tag;
        var plain = Plain(text, line, column);
        return wanted switch
        {
            "int" => Expect(plain, plain.IsInteger),
            "float" => Expect(plain, plain.Kind == ScalarKind.Number),
            "bool" => Expect(plain, plain.Kind == ScalarKind.Flag),
            "null" => Expect(plain, plain.Kind == ScalarKind.Null),
            _ => new ScalarNode(ScalarKind.Text, text, line, column),
        };

        ScalarNode Expect(ScalarNode node, bool fits) =>
            fits ? node : throw new SpecSyntaxException($"cannot decode `{text}` as a !!{wanted}", line, column);
    }

    /// <summary>A key as the text it becomes in JSON; null: it cannot be a key.</summary>
    public static string? Key(ScalarNode node) => node.Kind switch
    {
        ScalarKind.Null => null,
        ScalarKind.Number when !node.IsInteger => ((float)double.Parse(node.Text, CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture),
        _ => node.Text,
    };

    private static (ScalarKind Kind, string Text)? Word(string text) => text switch
    {
        "~" or "null" or "Null" or "NULL" => (ScalarKind.Null, "null"),
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => (ScalarKind.Flag, "true"),
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => (ScalarKind.Flag, "false"),
        _ => null,
    };

    private static string? Number(string text, int line, int column)
    {
        if (text.EndsWith(".inf", StringComparison.OrdinalIgnoreCase) || text is ".nan" or ".NaN" or ".NAN")
            throw new SpecSyntaxException($"{text} cannot be written as JSON; put it in quotes", line, column);
        var digits = text.Contains('_', StringComparison.Ordinal) ? text.Replace("_", "", StringComparison.Ordinal) : text;
        return Integer(digits) ?? Float(digits);
    }

    private static string? Integer(string text)
    {
        var negative = text[0] == '-';
        var body = text.AsSpan(text[0] is '-' or '+' ? 1 : 0);
        if (body.IsEmpty)
            return null;
        var radix = body switch
        {
            ['0', 'x' or 'X', ..] => 16,
            ['0', 'b' or 'B', ..] => 2,
            ['0', _, ..] => 8,
            _ => 10,
        };
        var digits = body switch
        {
            ['0', 'x' or 'X' or 'o' or 'O' or 'b' or 'B', ..] => body[2..],
            _ => body,
        };
        if (digits.IsEmpty || digits.Length > 128)
            return null;
        BigInteger value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
                return null;
            value = (value * radix) + digit;
        }
        value = negative ? -value : value;
        // Beyond 64 bits a decimal number is a floating one, as in Go.
        if (radix == 10 && (value > ulong.MaxValue || value < long.MinValue))
            return null;
        return value.ToString(CultureInfo.InvariantCulture);
    }

    private static string? Float(string text)
    {
        var seenDigit = false;
        var seenExponent = false;
        var seenPoint = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case >= '0' and <= '9':
                    seenDigit = true;
                    break;
                case '.' when !seenPoint && !seenExponent:
                    seenPoint = true;
                    break;
                case 'e' or 'E' when seenDigit && !seenExponent:
                    seenExponent = true;
                    break;
                case '+' or '-' when i == 0 || text[i - 1] is 'e' or 'E':
                    break;
                default:
                    return null;
            }
        }
        return seenDigit && char.IsAsciiDigit(text[^1]) | text[^1] == '.' && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? GoNumbers.Json(value)
            : null;
    }
}
