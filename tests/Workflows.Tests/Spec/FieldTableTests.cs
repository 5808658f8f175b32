using Fleet.Workflows.Spec.Fields;

namespace Fleet.Workflows.Tests.Spec;

public sealed class FieldTableTests
{
    [Fact]
    public void Types_Everything_IsReachableFromAKind()
    {
        // The text of a podSpecPatch is a manifest of its own, and so is a repository in a ConfigMap.
        string[] roots = [.. FieldTable.Kinds, "ArtifactRepository", "PodSpecPatch"];
        var seen = new HashSet<string>(roots);
        var queue = new Queue<string>(roots);
        while (queue.TryDequeue(out var name))
        {
            foreach (var type in FieldTable.Find(name)!.Fields.Select(f => Innermost(f.Shape)).OfType<string>().Where(seen.Add))
                queue.Enqueue(type);
        }

        Assert.Empty(FieldTable.Types.Select(t => t.Name).Except(seen));
    }

    [Fact]
    public void Fields_WithoutMeaning_SayWhy() =>
        Assert.Empty(FieldTable.Types
            .Where(t => t.Name is "WorkflowSpec" or "Template" or "Container" or "ObjectMeta")
            .SelectMany(t => t.Fields.Where(f => f.Class is FieldClass.Warned or FieldClass.NotRunnable && f.Note is null).Select(f => $"{t.Name}.{f.Name}")));

    [Theory]
    [InlineData("WorkflowSpec", "entrypoints", "entrypoint")]
    [InlineData("DAGTask", "dependancies", "dependencies")]
    [InlineData("Template", "Container", "container")]
    [InlineData("Container", "comand", "command")]
    [InlineData("Container", "someExtraField", null)]
    [InlineData("ObjectMeta", "x", null)]
    public void Suggest_Typo_IsTheFieldMeant(string type, string name, string? expected) => Assert.Equal(expected, FieldTable.Find(type)!.Suggest(name));

    [Fact]
    public void Script_Fields_AreThoseOfContainerAndSource() =>
        Assert.Equal([.. FieldTable.Find("Container")!.Fields.Select(f => f.Name), "source"], FieldTable.Find("ScriptTemplate")!.Fields.Select(f => f.Name));

    private static string? Innermost(FieldShape shape) => shape.Element is { } element ? Innermost(element) : shape.TypeName;
}
