using System.Globalization;
using System.Text.Json;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Loops: their fields, and the names of an item.</summary>
internal static class LoopNames
{
    /// <summary>Adds what <c>item</c> may mean to the scope.</summary>
    /// <returns>What is wrong with the loop; null: nothing.</returns>
    public static string? Add(TemplateCall call, VariableScope scope)
    {
        var sources = (call.WithItems.Count > 0 ? 1 : 0) + (call.WithParam is null ? 0 : 1) + (call.WithSequence is null ? 0 : 1);
        if (sources > 1)
            return "only one of withItems, withParam, withSequence can be specified";
        if (call.WithParam is not null)
            scope.AddAnyItem();
        foreach (var item in call.WithItems)
        {
            if (AddItem(item, scope) is { } why)
                return why;
        }
        return call.WithSequence is { Count: not null, End: not null } ? "only one of count or end can be defined in withSequence" : null;
    }

    private static string? AddItem(Item item, VariableScope scope)
    {
        // Only maps and lists have names of their own; the text of an item is {{item}}, which is never checked.
        if (item.Json[0] is not ('{' or '['))
            return item.Json == "null" ? "unsupported withItems type: null" : null;
        var element = JsonPart.Element(item.Json);
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in element.EnumerateObject())
                scope.Add($"item.{field.Name}");
            return null;
        }
        for (var i = 0; i < element.GetArrayLength(); i++)
            scope.Add(string.Create(CultureInfo.InvariantCulture, $"item.[{i}]"));
        return null;
    }
}
