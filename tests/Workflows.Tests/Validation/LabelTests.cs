using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Validation;

/// <summary>Labels are limited as Kubernetes limits them: an object with another one cannot be made there.</summary>
public sealed class LabelTests
{
    [Theory]
    [InlineData("a", "")]
    [InlineData("a", "My_value-1.0")]
    [InlineData("workflows.argoproj.io/creator", "x")]
    [InlineData("a", "123456789012345678901234567890123456789012345678901234567890123")]
    public void Label_AsKubernetesTakesIt_IsValid(string key, string value)
    {
        var result = WorkflowLoader.Load(Labelled(key, value), new LoadOptions { NameRequired = true });

        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
    }

    [Theory]
    [InlineData("a", "1234567890123456789012345678901234567890123456789012345678901234", "must be no more than 63 characters (label a)")]
    [InlineData("a", "a b", "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'")]
    [InlineData("a", "ends-", "must start and end with an alphanumeric character")]
    [InlineData("a", "größe", "Invalid value: \"größe\"")]
    [InlineData("a", "line\\n", "a valid label must be")]
    [InlineData("-a", "x", "name part must consist of alphanumeric characters")]
    [InlineData("/a", "x", "prefix part must be a lowercase RFC 1123 subdomain")]
    [InlineData("Example.com/a", "x", "prefix part must be a lowercase RFC 1123 subdomain")]
    [InlineData("example.com/", "x", "name part must be non-empty")]
    [InlineData("a1234567890123456789012345678901234567890123456789012345678901234", "x", "name part must be no more than 63 characters")]
    public void Label_KubernetesRefuses_IsAnErrorOnSubmission_AndAWarningInLint(string key, string value, string message)
    {
        var submitted = Assert.Single(WorkflowLoader.Load(Labelled(key, value), new LoadOptions { NameRequired = true }).Errors);
        var linted = WorkflowLoader.Load(Labelled(key, value), LoadOptions.ForLint);

        Assert.StartsWith("metadata.labels: Invalid value: ", submitted.Message, StringComparison.Ordinal);
        Assert.Contains(message, submitted.Message, StringComparison.Ordinal);
        Assert.Equal((2, "metadata.labels." + key), (submitted.Line, submitted.Path));
        Assert.Empty(linted.Errors);
        Assert.Contains(message, Assert.Single(linted.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LabelOfASubmission_IsHeldToTheSame()
    {
        var options = new LoadOptions { NameRequired = true, Changes = new SubmissionChanges { Labels = new Dictionary<string, string> { ["team"] = "a/b" } } };

        Assert.Contains("(label team)", Assert.Single(WorkflowLoader.Load(Labelled("a", "b"), options).Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("labels: {a: x y}", "spec.workflowMetadata.labels.a", "(label a)")]
    [InlineData("labelsFrom: {-a: {expression: workflow.name}}", "spec.workflowMetadata.labelsFrom.-a", "name part must consist of")]
    [InlineData("labelsFrom: {k: {expression: 'workflow.name +'}}", "spec.workflowMetadata.labelsFrom.k.expression", "unexpected token EOF")]
    public void LabelThatTheWorkflowGivesItself_IsHeldToTheSame(string metadata, string path, string message)
    {
        foreach (var kind in (string[])["Workflow", "WorkflowTemplate"])
        {
            var manifest = $"kind: {kind}\nmetadata: {{name: x}}\nspec:\n  entrypoint: main\n  workflowMetadata:\n    {metadata}\n  templates: [{{name: main, container: {{image: x}}}}]\n";
            var submitted = WorkflowLoader.Load(manifest, new LoadOptions { NameRequired = true });
            var linted = WorkflowLoader.Load(manifest, LoadOptions.ForLint);
            // A template that makes no workflow is accepted, as by Argo.
            var found = Assert.Single(kind == "Workflow" ? submitted.Errors : submitted.Warnings);
            Assert.Equal((path, 6), (found.Path, found.Line));
            Assert.Contains(message, found.Message, StringComparison.Ordinal);
            Assert.Empty(linted.Errors);
            Assert.Contains(message, Assert.Single(linted.Warnings).Message, StringComparison.Ordinal);
        }
    }

    private static string Labelled(string key, string value) => $$"""
        kind: Workflow
        metadata: {name: x, labels: {"{{key}}": "{{value}}" } }
        spec: {entrypoint: main, templates: [{name: main, container: {image: x} }] }
        """;
}
