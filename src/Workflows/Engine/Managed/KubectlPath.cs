using System.Text;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Engine.Managed;

/// <summary><c>valueFrom.jsonPath</c> of resource templates, as <c>kubectl get -o jsonpath</c> reads it: text with paths in braces; what is not there is empty.</summary>
internal static class KubectlPath
{
    private static readonly string[] Names = ["object", "path"];

    /// <summary>The value of a path in an object.</summary>
    /// <exception cref="ExpressionException">The path is none.</exception>
    public static string Read(string json, string template)
    {
        if (!template.Contains('{', StringComparison.Ordinal))
            return One(json, template);
        var text = new StringBuilder();
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf('{', at);
            text.Append(template, at, (open < 0 ? template.Length : open) - at);
            if (open < 0)
                break;
            var close = template.IndexOf('}', open);
            if (close < 0)
                throw new ExpressionException(ExpressionErrorKind.Syntax, $"jsonPath '{template}': a brace is not closed");
            text.Append(One(json, template[(open + 1)..close].Trim()));
            at = close + 1;
        }

        return text.ToString();
    }

    private static string One(string json, string path)
    {
        if (path.Length >= 2 && (path[0] is '"' or '\'') && path[^1] == path[0])
            return path[1..^1];
        if (path.StartsWith("range", StringComparison.Ordinal) || path == "end")
            throw new ExpressionException(ExpressionErrorKind.Syntax, "jsonPath: range is not known here; use one path, or several in braces");
        var root = path.StartsWith('$') ? path : path.StartsWith('.') ? "$" + path : "$." + path;
        var context = new EvaluationContext { Variables = new Dictionary<string, object?>(StringComparer.Ordinal) { [Names[0]] = json, [Names[1]] = root } };
        try
        {
            return Text(Expression.Parse("jsonpath(object, path)").Evaluate(context));
        }
        catch (ExpressionException e) when (e.Message.Contains("not found", StringComparison.Ordinal))
        {
            return "";
        }
    }

    // kubectl writes several values with blanks between.
    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        IReadOnlyList<object?> list => string.Join(' ', list.Select(Text)),
        _ => Expression.ToJson(value),
    };
}
