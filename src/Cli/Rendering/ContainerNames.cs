using System.Text.Json;

namespace Fleet.Cli.Rendering;

/// <summary>Names of the containers that a workflow's templates have.</summary>
internal static class ContainerNames
{
    private static readonly string[] Lists = ["containers", "initContainers", "sidecars"];

    /// <summary>All of them, <c>main</c> first.</summary>
    /// <param name="workflow">A Workflow object, with the templates that its status keeps.</param>
    public static IReadOnlyList<string> Of(JsonElement workflow)
    {
        var names = new List<string> { "main" };
        Add(workflow.Member("spec") ?? default, names);
        foreach (var stored in (string[])["storedTemplates", "storedWorkflowTemplateSpec"])
            Add(workflow.Member("status", stored) ?? default, names);
        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    private static void Add(JsonElement at, List<string> names)
    {
        if (at.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in at.EnumerateArray())
                Add(item, names);
        }
        else if (at.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in at.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.Array && Lists.Contains(member.Name, StringComparer.Ordinal))
                    names.AddRange(member.Value.EnumerateArray().Select(container => container.Text("name")).Where(name => name.Length > 0));
                Add(member.Value, names);
            }
        }
    }
}
