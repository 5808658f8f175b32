using System.Text;

namespace Fleet.Workflows.Expressions.Kubectl;

/// <summary>
/// <c>valueFrom.jsonPath</c> of resource templates, as <c>kubectl get -o jsonpath</c> reads it (Kubernetes' documentation, "JSONPath Support"): text with paths in braces, <c>{range ..}..{end}</c> for each
/// value of a path; what is not there is empty.
/// </summary>
internal static class KubectlPath
{
    // Characters of JSON that one template may look through, and what a part counts for beside them: ranges within ranges would go on for ever.
    private const long MostRead = 200_000_000, EachPart = 500;

    /// <summary>The value of a path in an object.</summary>
    /// <exception cref="ExpressionException">The path is none.</exception>
    public static string Read(string json, string template)
    {
        if (!template.Contains('{', StringComparison.Ordinal))
            return Text(Find(json, template));
        var result = new StringBuilder();
        var left = MostRead;
        Write(result, KubectlTemplate.Parse(template), json, ref left);
        return result.ToString();
    }

    /// <summary>Looks whether it can be read, without an object.</summary>
    /// <exception cref="ExpressionException">The path is none.</exception>
    public static void Check(string template)
    {
        if (template.Contains('{', StringComparison.Ordinal))
            Check(KubectlTemplate.Parse(template));
        else
            KubectlQuery.Check(KubectlTemplate.RootOf(template));
    }

    private static void Check(IReadOnlyList<KubectlPart> parts)
    {
        foreach (var part in parts)
        {
            if (part.Path is { } path)
                KubectlQuery.Check(KubectlTemplate.RootOf(path));
            Check(part.Body ?? []);
        }
    }

    private static void Write(StringBuilder result, IReadOnlyList<KubectlPart> parts, string json, ref long left)
    {
        foreach (var part in parts)
        {
            left -= json.Length + EachPart;
            if (left < 0 || result.Length > EvaluationContext.MaxText)
                throw new ExpressionException(ExpressionErrorKind.Limit, "jsonPath: what it looks through, or gives, is too large");
            if (part.Literal is { } literal)
                result.Append(literal);
            else if (part.Body is { } body)
                Repeat(result, body, Find(json, part.Path!), ref left);
            else
                result.Append(Text(Find(json, part.Path!)));
        }
    }

    private static void Repeat(StringBuilder result, IReadOnlyList<KubectlPart> body, object? values, ref long left)
    {
        foreach (var value in values is IReadOnlyList<object?> list ? list : values is null ? [] : [values])
            Write(result, body, Expression.ToJson(value), ref left);
    }

    private static object? Find(string json, string path)
    {
        try
        {
            return KubectlQuery.Find(json, KubectlTemplate.RootOf(path));
        }
        catch (ExpressionException e) when (e.Message.Contains("not found", StringComparison.Ordinal))
        {
            return null;
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
