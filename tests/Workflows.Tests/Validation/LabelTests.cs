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

    private static string Labelled(string key, string value) => $$"""
        kind: Workflow
        metadata: {name: x, labels: {"{{key}}": "{{value}}" } }
        spec: {entrypoint: main, templates: [{name: main, container: {image: x} }] }
        """;
}
