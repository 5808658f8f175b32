namespace Fleet.Workflows.Validation;

/// <summary>Finds simple tags whose name is not known. Expression tags are not looked into, as in Argo: they may guard what is missing.</summary>
internal static class TagCheck
{
    /// <summary>Names of the tags in a JSON text that the scope does not allow, as written between the braces.</summary>
    public static IEnumerable<string> Unresolved(string json, VariableScope scope, bool anyWorkflowParameter)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; (at = json.IndexOf("{{", at, StringComparison.Ordinal)) >= 0;)
        {
            var end = json.IndexOf("}}", at + 2, StringComparison.Ordinal);
            if (end < 0)
            {
                // The rest may be long; its beginning says which tag it is.
                yield return json.Substring(at + 2, Math.Min(40, json.Length - at - 2));
                yield break;
            }
            var tag = json[(at + 2)..end];
            at = end + 2;
            if (!tag.StartsWith('=') && !scope.Allows(tag.Trim(), anyWorkflowParameter) && seen.Add(tag))
                yield return tag;
        }
    }
}
