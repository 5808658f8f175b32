namespace Fleet.Workflows.Engine;

/// <summary>
/// A node field selector, e.g. <c>displayName=approve,phase!=Succeeded</c>: terms with <c>=</c>, <c>==</c> or <c>!=</c>, all of which must hold
/// (Argo docs, "Node Field Selectors"). A field that a node does not have is empty. In values <c>\\</c>, <c>\,</c> and <c>\=</c> stand for the sign itself
/// (Kubernetes' field selectors).
/// </summary>
public sealed class NodeFieldSelector
{
    private const string InputPrefix = "inputs.parameters.";
    private const string InputSuffix = ".value";

    private readonly List<(string Field, bool Equal, string Value)> _terms = [];

    private NodeFieldSelector()
    {
    }

    /// <summary>It matches every node.</summary>
    public bool IsEmpty => _terms.Count == 0;

    /// <summary>Reads a selector; an empty one matches all.</summary>
    /// <param name="text">The selector; null: an empty one.</param>
    /// <param name="error">What is wrong with it; null: nothing.</param>
    /// <returns>The selector; null: there is an error.</returns>
    public static NodeFieldSelector? Parse(string? text, out string? error)
    {
        error = null;
        var selector = new NodeFieldSelector();
        foreach (var term in Terms(text ?? "").Where(term => term.Length > 0))
        {
            var at = term.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                error = $"node field selector '{term}' is not of the form field=value";
                return null;
            }

            var equal = term[at - 1] != '!';
            var field = term[..(equal ? at : at - 1)].Trim();
            if (!IsKnown(field))
            {
                error = $"node field selector: unknown field '{field}'; use displayName, name, id, templateName, templateRef.name, templateRef.template, phase or inputs.parameters.NAME.value";
                return null;
            }

            if (Unescape(term[(term.AsSpan(at).StartsWith("==") ? at + 2 : at + 1)..].Trim()) is not { } value)
            {
                error = $@"node field selector '{term}': \ goes before \, a comma or = only";
                return null;
            }

            selector._terms.Add((field, equal, value));
        }

        return selector;
    }

    /// <summary>Whether a node matches all terms.</summary>
    /// <param name="valueOf">The value of a field of the node; null: it has none.</param>
    public bool Matches(Func<string, string?> valueOf)
    {
        ArgumentNullException.ThrowIfNull(valueOf);
        return _terms.TrueForAll(term => ((valueOf(term.Field) ?? "") == term.Value) == term.Equal);
    }

    /// <summary>The name of the input parameter whose value a field is; null: it is another field.</summary>
    /// <param name="field">The field.</param>
    public static string? InputName(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.StartsWith(InputPrefix, StringComparison.Ordinal) && field.EndsWith(InputSuffix, StringComparison.Ordinal) && field.Length > InputPrefix.Length + InputSuffix.Length
            ? field[InputPrefix.Length..^InputSuffix.Length]
            : null;
    }

    // At commas that no backslash is before.
    private static IEnumerable<string> Terms(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ',')
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
        }

        yield return text[start..].Trim();
    }

    private static string? Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
            return value;
        var result = new System.Text.StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && (++i == value.Length || value[i] is not ('\\' or ',' or '=')))
                return null;
            result.Append(value[i]);
        }

        return result.ToString();
    }

    private static bool IsKnown(string field) =>
        field is "displayName" or "name" or "id" or "templateName" or "templateRef.name" or "templateRef.template" or "phase" || InputName(field) is not null;
}
