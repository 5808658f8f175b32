using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>The display name that a template gives its nodes (Argo docs, "Title and description").</summary>
public sealed class DisplayNameTests
{
    [Theory]
    [InlineData("{{inputs.parameters.p}}")]
    [InlineData("{{inputs.parameters}}")]
    [InlineData("fixed")]
    [InlineData("{{=inputs.parameters.p}}")]
    public void DisplayNameAnnotation_OfALoopedTask_IsThatOfItsItems(string display)
    {
        var named = $"- {{name: named, annotations: {{workflows.argoproj.io/display-name: '{display}'}}, inputs: {{parameters: [{{name: p}}]}}, container: {{image: x}}}}";
        var view = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: named, withItems: [bb], arguments: {parameters: [{name: p, value: '{{item}}'}]}}]}", named)).Run().View();

        Assert.Equal("A", view["wf.A"].DisplayName);
        if (display != "{{inputs.parameters}}")
            Assert.Equal(display == "fixed" ? "fixed" : "bb", view["wf.A(0:bb)"].DisplayName);
    }

    // What failed is part of an expression's environment, and has a display name, too.
    [Theory]
    [InlineData("")]
    [InlineData("retryStrategy: {limit: 1}, ")]
    public void DisplayNameAnnotation_WithAnExpression_OfWhatFailed_IsToldOnce(string retry)
    {
        var named = $"- {{name: named, {retry}annotations: {{workflows.argoproj.io/display-name: 'at-{{{{=inputs.parameters.p}}}}-{{{{workflow.status}}}}'}}, inputs: {{parameters: [{{name: p}}]}}, container: {{image: x}}}}";
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: named, arguments: {parameters: [{name: p, value: b}]}}]]", named, "onExit: leaf")).On("at-b*", Outcome.Fails()).On("*", Outcome.Ok).Run();

        Assert.Equal(("Failed", "at-b-Running"), (run.View().Phase, run.View()["wf[0].a"].DisplayName));
        run.Reload();
        Assert.Equal("at-b-Running", run.View()["wf[0].a"].DisplayName);
    }

    [Fact]
    public void DisplayNameAnnotation_IsTheNodesDisplayName_WithItsInputs()
    {
        const string named = "- {name: named, annotations: {workflows.argoproj.io/display-name: 'at-{{inputs.parameters.p}}'}, inputs: {parameters: [{name: p}]}, container: {image: x}}";
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: named, withItems: [b.1, 'not so'], arguments: {parameters: [{name: p, value: '{{item}}'}]}}]]", named)).Run();
        Assert.Equal("at-b.1", run.View()["wf[0].a(0:b.1)"].DisplayName);
        Assert.Equal(("Error", "displayName must match the regex ^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$"), (run.View()["wf[0].a(1:not so)"].Phase, run.View()["wf[0].a(1:not so)"].Message));
        run.Reload();
        Assert.Equal("at-b.1", run.View()["wf[0].a(0:b.1)"].DisplayName);
    }
}
