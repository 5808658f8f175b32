namespace Fleet.Workflows.Validation;

/// <summary>Kubernetes' label selectors.</summary>
internal static class LabelSelectors
{
    /// <summary>What is wrong with a selector; null: nothing.</summary>
    public static string? Fault(string json)
    {
        foreach (var requirement in JsonPart.List(JsonPart.Element(json), "matchExpressions"))
        {
            var (key, relation) = (JsonPart.Text(requirement, "key"), JsonPart.Text(requirement, "operator"));
            var values = JsonPart.List(requirement, "values").Count();
            if (relation is not ("In" or "NotIn" or "Exists" or "DoesNotExist"))
                return $"\"{relation}\" is not a valid label selector operator";
            if (relation is "In" or "NotIn" && values == 0)
                return $"values: for 'in', 'notin' operators, values set can't be empty (key {key})";
            if (relation is "Exists" or "DoesNotExist" && values > 0)
                return $"values: values set must be empty for exists and does not exist (key {key})";
        }
        return null;
    }
}
