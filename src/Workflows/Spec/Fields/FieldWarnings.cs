using System.Text.Json;

namespace Fleet.Workflows.Spec.Fields;

/// <summary>What is said of fields that are kept and have no effect, or that cannot run here: each field once, where it comes first.</summary>
internal static class FieldWarnings
{
    /// <summary>The sentences for an accepted Workflow, in its order.</summary>
    public static IReadOnlyList<string> Of(JsonElement workflow)
    {
        var found = new Dictionary<SpecField, string>();
        Object(workflow, FieldTable.Find("Workflow")!, SpecPath.Root, found);
        return [.. found.Values];
    }

    /// <summary>The sentence for one; null: its class needs none.</summary>
    public static string? Sentence(SpecField field, SpecPath path) => field.Class switch
    {
        FieldClass.Warned => $"{path} has no effect: {field.Note ?? "it means nothing outside Kubernetes"}",
        FieldClass.NotRunnable => $"{path} cannot run here: {field.Note ?? "it needs Kubernetes"}",
        _ => null,
    };

    private static void Value(JsonElement value, FieldShape shape, SpecPath path, Dictionary<SpecField, string> found)
    {
        switch (shape.Kind)
        {
            case FieldKind.Object when value.ValueKind == JsonValueKind.Object:
                Object(value, shape.Type!, path, found);
                break;
            case FieldKind.List when value.ValueKind == JsonValueKind.Array && IsDeep(shape.Element!):
                var index = 0;
                foreach (var item in value.EnumerateArray())
                    Value(item, shape.Element!, path[index++], found);
                break;
            case FieldKind.Map when value.ValueKind == JsonValueKind.Object && IsDeep(shape.Element!):
                foreach (var member in value.EnumerateObject())
                    Value(member.Value, shape.Element!, path[member.Name], found);
                break;
        }
    }

    private static void Object(JsonElement value, FieldType type, SpecPath path, Dictionary<SpecField, string> found)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (type.Find(member.Name) is not { } field)
                continue;
            if (field.Class is FieldClass.Warned or FieldClass.NotRunnable)
            {
                if (!found.ContainsKey(field))
                    found.Add(field, Sentence(field, path[member.Name])!);
            }
            else if (IsDeep(field.Shape))
            {
                Value(member.Value, field.Shape, path[member.Name], found);
            }
        }
    }

    // A list of ten thousand texts has nothing to look for.
    private static bool IsDeep(FieldShape shape) => shape.Kind is FieldKind.Object or FieldKind.List or FieldKind.Map;
}
