using System.Text.Json;

namespace Fleet.Cli.Rendering;

/// <summary>The containers of a workflow, by name: those that its templates have, and those that a patch may add.</summary>
internal static class WorkflowContainers
{
    private static readonly string[] Lists = ["containers", "initContainers", "sidecars"];

    /// <summary>All of them, <c>main</c> first.</summary>
    /// <param name="workflow">A Workflow object, with the templates that its status keeps.</param>
    public static IReadOnlyList<string> Of(JsonElement workflow) => [.. Read(workflow).Names.Prepend("main").Distinct(StringComparer.Ordinal)];

    /// <summary>A <c>podSpecPatch</c> names a container, or may do so with a variable: it can add one.</summary>
    public static bool IsInAPatch(JsonElement workflow, string name) => Read(workflow).Patches.Any(patch => patch.Contains(name, StringComparison.Ordinal) || patch.Contains("{{", StringComparison.Ordinal));

    private static (List<string> Names, List<string> Patches) Read(JsonElement workflow)
    {
        var (names, patches) = (new List<string>(), new List<string>());
        Add(workflow.Member("spec") ?? default, names, patches);
        foreach (var stored in (string[])["storedTemplates", "storedWorkflowTemplateSpec"])
            Add(workflow.Member("status", stored) ?? default, names, patches);
        return (names, patches);
    }

    private static void Add(JsonElement at, List<string> names, List<string> patches)
    {
        if (at.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in at.EnumerateArray())
                Add(item, names, patches);
        }
        else if (at.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in at.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.Array && Lists.Contains(member.Name, StringComparer.Ordinal))
                    names.AddRange(member.Value.EnumerateArray().Select(container => container.Text("name")).Where(name => name.Length > 0));
                if (member.Name == "podSpecPatch" && member.Value.ValueKind == JsonValueKind.String)
                    patches.Add(member.Value.GetString()!);
                Add(member.Value, names, patches);
            }
        }
    }
}
