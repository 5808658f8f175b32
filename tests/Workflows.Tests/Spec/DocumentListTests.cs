using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Spec;

/// <summary>Lists of manifests, as <c>kubectl get -o yaml</c> writes them.</summary>
public sealed class DocumentListTests
{
    private const string Item = "{kind: Workflow, metadata: {name: NAME}, spec: {entrypoint: m, templates: [{name: m, suspend: {}}]}}";

    [Theory]
    [InlineData("List")]
    [InlineData("WorkflowList")]
    public void List_ItsItems_AreDocumentsWithTheirLines(string kind)
    {
        var text = $"apiVersion: v1\nkind: {kind}\nmetadata: {{resourceVersion: ''}}\nitems:\n- {Named("a")}\n- {Named("b")}\n---\n{Named("c")}";

        var result = WorkflowLoader.Load(text);

        Assert.Empty(result.Errors);
        Assert.Equal([("a", 5, 0), ("b", 6, 1), ("c", 7, 2)], result.Documents.Select(document => (document.Name, document.Line, document.Index)));
    }

    [Fact]
    public void List_OfJson_IsReadToo() =>
        Assert.Equal(["a"], WorkflowLoader.Load("""{"kind":"List","items":[{"kind":"List","items":[{"kind":"ConfigMap","metadata":{"name":"a"}}]}]}""").Documents.Select(document => document.Name));

    [Fact]
    public void List_ErrorInAnItem_HasItsLine()
    {
        var error = Assert.Single(WorkflowLoader.Load($"kind: List\nitems:\n- {Named("a")}\n- {Named("b").Replace("entrypoint: m", "entrypoint: n", StringComparison.Ordinal)}").Errors);

        Assert.Equal((4, 1), (error.Line, error.Document));
    }

    [Theory]
    [InlineData("kind: List\nitems: []", "items is empty")]
    [InlineData("kind: List", "has its manifests in items")]
    [InlineData("kind: WorkflowList\nitems: {a: b}", "has its manifests in items")]
    [InlineData("kind: List\nitems: [1]", "a manifest is a map, this is the number 1")]
    public void List_WithoutManifests_IsAnError(string text, string message) =>
        Assert.Contains(message, Assert.Single(WorkflowLoader.Load(text).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void LoadAll_TemplatesOfAllTexts_AreSeen_ThoseOfTheSameTextFirst()
    {
        const string Broken = "kind: WorkflowTemplate\nmetadata: {name: t}\nspec: {templates: [{name: other, suspend: {}}]}";
        const string Whole = "kind: WorkflowTemplate\nmetadata: {name: t}\nspec: {templates: [{name: wanted, suspend: {}}]}";
        const string Caller = "kind: Workflow\nspec: {entrypoint: m, templates: [{name: m, steps: [[{name: a, templateRef: {name: t, template: wanted}}]]}]}";
        var options = new LoadOptions { AcceptNotBuiltYet = true };

        Assert.Equal([0, 0], WorkflowLoader.LoadAll([Caller, Whole], options).Select(result => result.Errors.Count));
        Assert.Equal([0, 0], WorkflowLoader.LoadAll([Broken, Whole + "\n---\n" + Caller], options).Select(result => result.Errors.Count));
        Assert.Equal([1, 0], WorkflowLoader.LoadAll([Broken + "\n---\n" + Caller, Whole], options).Select(result => result.Errors.Count));
    }

    private static string Named(string name) => Item.Replace("NAME", name, StringComparison.Ordinal);
}
