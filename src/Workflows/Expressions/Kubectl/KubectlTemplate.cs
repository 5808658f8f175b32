using System.Text;

namespace Fleet.Workflows.Expressions.Kubectl;

/// <summary>A part of a template: a text, a path, or a path whose values the body is written for.</summary>
internal sealed record KubectlPart(string? Literal, string? Path, IReadOnlyList<KubectlPart>? Body);

/// <summary>Reads the templates of <c>kubectl -o jsonpath</c>.</summary>
internal static class KubectlTemplate
{
    private const string Range = "range ", End = "end";

    // Deeper ones are no work of a human.
    private const int MostRanges = 20;

    /// <summary>The parts of a template with braces.</summary>
    /// <exception cref="ExpressionException">A brace is not closed, or a range has no end.</exception>
    public static IReadOnlyList<KubectlPart> Parse(string template)
    {
        var at = 0;
        var parts = Parts(template, ref at, 0);
        return at == template.Length ? parts : throw Wrong(template, "{end} without {range}");
    }

    /// <summary>The path from the root (<c>$</c>). Names with escaped dots, <c>.labels.app\.kubernetes\.io/name</c>, stand in brackets.</summary>
    public static string RootOf(string path)
    {
        var root = new StringBuilder(path.Length + 8);
        root.Append('$');
        path = path.Length > 0 && path[0] is '$' or '@' ? path[1..] : path;
        if (path.Length > 0 && path[0] is not ('.' or '['))
            path = "." + path;
        var at = 0;
        while (at < path.Length)
        {
            var escaped = path.IndexOf('\\', at);
            var start = escaped < 0 ? -1 : NameBefore(path, at, escaped);
            if (start < 0)
                break;
            root.Append(path, at, start - at);
            at = Name(root, path, start);
        }

        return root.Append(path, at, path.Length - at).ToString();
    }

    private static List<KubectlPart> Parts(string template, ref int at, int ranges)
    {
        if (ranges > MostRanges)
            throw Wrong(template, $"more than {MostRanges} ranges stand in one another");
        var parts = new List<KubectlPart>();
        while (at < template.Length)
        {
            var open = template.IndexOf('{', at);
            if (open != at)
                parts.Add(new KubectlPart(template[at..(open < 0 ? template.Length : open)], null, null));
            if (open < 0)
            {
                at = template.Length;
                break;
            }

            var close = Close(template, open + 1);
            var path = template[(open + 1)..close].Trim();
            at = close + 1;
            if (path == End)
            {
                if (ranges > 0)
                    return parts;
                at = close;
                return parts;
            }

            if (path.StartsWith(Range, StringComparison.Ordinal))
                parts.Add(new KubectlPart(null, path[Range.Length..].Trim(), Parts(template, ref at, ranges + 1)));
            else if (path.Length >= 2 && path[0] is '"' or '\'' && path[^1] == path[0])
                parts.Add(new KubectlPart(Unquoted(path[1..^1]), null, null));
            else
                parts.Add(new KubectlPart(null, path, null));
        }

        return ranges == 0 ? parts : throw Wrong(template, "{range} without {end}");
    }

    // The brace that closes, not one in quotes.
    private static int Close(string template, int at)
    {
        for (var quote = '\0'; at < template.Length; at++)
        {
            var c = template[at];
            if (c == '\\')
                at++;
            else if (quote != 0)
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'')
                quote = c;
            else if (c == '}')
                return at;
        }

        throw Wrong(template, "a brace is not closed");
    }

    private static string Unquoted(string text) =>
        text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    // Where the name begins (at its dot) that has an escape; -1: the escape stands in brackets or quotes.
    private static int NameBefore(string path, int from, int escape)
    {
        var start = escape;
        while (start > from && !IsEnd(path[start - 1]))
            start--;
        return start > from && path[start - 1] == '.' ? start - 1 : -1;
    }

    // A name with escapes, from its dot: the place behind it.
    private static int Name(StringBuilder root, string path, int at)
    {
        root.Append("['");
        for (at++; at < path.Length && !IsEnd(path[at]); at++)
        {
            if (path[at] == '\\' && at + 1 < path.Length)
                at++;
            if (path[at] is '\'' or '\\')
                root.Append('\\');
            root.Append(path[at]);
        }

        root.Append("']");
        return at;
    }

    private static bool IsEnd(char c) => c is '.' or '[' or ']' or ' ' or '(' or ')' or '\'' or '"' or '=' or '<' or '>' or '!' or '&' or '|' or ',';

    private static ExpressionException Wrong(string template, string reason) => new(ExpressionErrorKind.Syntax, $"jsonPath '{template}': {reason}");
}
