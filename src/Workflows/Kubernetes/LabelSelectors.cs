using System.Text.Json;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Kubernetes;

/// <summary>Kubernetes' label selectors.</summary>
internal static class LabelSelectors
{
    /// <summary>What is wrong with a selector; null: nothing.</summary>
    public static string? Fault(string json)
    {
        var selector = JsonPart.Element(json);
        if (JsonPart.Object(selector, "matchLabels") is { ValueKind: JsonValueKind.Object } labels)
        {
            foreach (var label in labels.EnumerateObject())
            {
                if (FaultOf(label.Name, label.Value) is { } why)
                    return why;
            }
        }

        foreach (var requirement in JsonPart.List(selector, "matchExpressions"))
        {
            var (key, relation) = (JsonPart.Text(requirement, "key"), JsonPart.Text(requirement, "operator"));
            var values = JsonPart.List(requirement, "values").Count();
            if (relation is not ("In" or "NotIn" or "Exists" or "DoesNotExist"))
                return $"\"{relation}\" is not a valid label selector operator";
            if (relation is "In" or "NotIn" && values == 0)
                return $"values: for 'in', 'notin' operators, values set can't be empty (key {key})";
            if (relation is "Exists" or "DoesNotExist" && values > 0)
                return $"values: values set must be empty for exists and does not exist (key {key})";
            if (JsonPart.List(requirement, "values").Select(value => FaultOf(key, value)).Prepend(FaultOf(key)).FirstOrDefault(why => why is not null) is { } wrong)
                return wrong;
        }
        return null;
    }

    private static string? FaultOf(string key) => LabelRules.KeyFault(key) is { } why ? $"key: Invalid value: \"{key}\": {why}" : null;

    private static string? FaultOf(string key, JsonElement value) =>
        FaultOf(key) ?? (value.ValueKind == JsonValueKind.String && LabelRules.ValueFault(value.GetString()!) is { } why ? $"values[0][{key}]: Invalid value: \"{value.GetString()}\": {why}" : null);

    /// <summary>A selector without a fault takes an object with these labels; an empty one takes every object.</summary>
    public static bool Matches(string json, IReadOnlyDictionary<string, string> labels)
    {
        var selector = JsonPart.Element(json);
        if (JsonPart.Object(selector, "matchLabels") is { ValueKind: JsonValueKind.Object } wanted
            && !wanted.EnumerateObject().All(label => labels.TryGetValue(label.Name, out var value) && value == (label.Value.ValueKind == JsonValueKind.String ? label.Value.GetString() : label.Value.GetRawText())))
        {
            return false;
        }

        return JsonPart.List(selector, "matchExpressions").All(requirement => Holds(requirement, labels));
    }

    private static bool Holds(JsonElement requirement, IReadOnlyDictionary<string, string> labels)
    {
        var there = labels.TryGetValue(JsonPart.Text(requirement, "key"), out var value);
        var listed = there && JsonPart.List(requirement, "values").Any(one => one.ValueKind == JsonValueKind.String && one.GetString() == value);
        return JsonPart.Text(requirement, "operator") switch
        {
            "In" => listed,
            "NotIn" => !listed,
            "Exists" => there,
            _ => !there,
        };
    }
}
