namespace Fleet.Workflows.Tests.Validation;

public sealed class StepsValidationTests
{
    [Theory]
    [InlineData("- - {template: done}", "templates.main.steps[0].name is required")]
    [InlineData("- - {name: a_b, template: done}", "templates.main.steps[0].name 'a_b' is invalid: name must consist of alpha-numeric characters or '-', and must start with an alpha-numeric character (e.g. My-name1-2, 123-NAME)")]
    [InlineData("- - {name: a, template: done}\n  - {name: a, template: done}", "templates.main.steps[0].name 'a' is not unique")]
    [InlineData("- - {name: a, template: nothing}", "templates.main.steps[0].a template name 'nothing' undefined")]
    [InlineData("- - {name: a}", "templates.main.steps[0].a one of template, templateRef and inline is required")]
    [InlineData("- - {name: a, template: echo}", "templates.main.steps[0].a templates.echo inputs.parameters.text was not supplied")]
    [InlineData("- - {name: a, template: echo, arguments: {parameters: [{name: text}]}}", "templates.main.steps[0].a.arguments.text.value or templates.main.steps[0].a.arguments.text.valueFrom is required")]
    [InlineData("- - {name: a, template: echo, arguments: {parameters: [{name: text, value: '{{steps.b.status}}'}]}}\n- - {name: b, template: done}", "templates.main.steps failed to resolve {{steps.b.status}}")]
    [InlineData("- - {name: a, template: done, withItems: [1], withParam: '[1]'}", "templates.main.steps[0].a only one of withItems, withParam, withSequence can be specified")]
    [InlineData("- - {name: a, template: done, withSequence: {count: 1, end: 2}}", "templates.main.steps[0].a only one of count or end can be defined in withSequence")]
    [InlineData("- - {name: a, template: echo, withItems: [{k: v}], arguments: {parameters: [{name: text, value: '{{item.x}}'}]}}", "templates.main.steps failed to resolve {{item.x}}")]
    [InlineData("- - {name: a, template: done, hooks: {running: {template: done}}}", "templates.main.steps[0].a.running Expression required")]
    [InlineData("- - {name: a, templateRef: {name: x}}", "templates.main.steps[0].a template name is required")]
    public void Load_FaultySteps_IsTheError(string steps, string expected)
    {
        var error = Assert.Single(Manifest.Errors($"- name: main\n  steps:\n  {steps.Replace("\n", "\n  ", StringComparison.Ordinal)}"));

        Assert.Equal(expected, error.Message);
        Assert.StartsWith("spec.templates[2].steps[0]", error.Path, StringComparison.Ordinal);
        Assert.InRange(error.Line, 10, 12);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[[]]")]
    [InlineData("[[{name: a, template: echo, arguments: {parameters: [{name: text, value: 5}, {name: other, value: x}]}}]]")]
    [InlineData("[[{name: a, template: done}], [{name: b, template: echo, arguments: {parameters: [{name: text, value: '{{steps.a.outputs.result}} {{steps.a.status}} {{steps.a.exitCode}}'}]}}]]")]
    [InlineData("[[{name: a, template: echo, withItems: [1, [x]], arguments: {parameters: [{name: text, value: '{{item}}'}]}}]]")]
    [InlineData("[[{name: a, template: echo, withParam: '{{workflow.name}}', arguments: {parameters: [{name: text, value: '{{item.any}}'}]}}]]")]
    [InlineData("[[{name: a, template: echo, arguments: {parameters: [{name: text, value: '{{custom.thing}} {{=steps.nothing.status}}'}]}}]]")]
    [InlineData("[[{name: a, inline: {container: {image: x}}}]]")]
    [InlineData("[[{name: a, templateRef: {name: x, template: '{{workflow.name}}'}}]]")]
    [InlineData("[[{name: a, template: done, withItems: [x], hooks: {exit: {templateRef: {name: '{{workflow.name}}', template: '{{item}}'}, arguments: {parameters: [{name: p, valueFrom: {configMapKeyRef: {name: '{{item}}', key: '{{steps.a.status}}'}}}], artifacts: [{name: f, raw: {data: '{{item}} {{steps.a.outputs.result}}'}}]}}}}]]")]
    [InlineData("[[{name: a, inline: {container: {image: x}, outputs: {artifacts: [{name: f, path: /f}]}}, withItems: [x], hooks: {exit: {template: done, arguments: {artifacts: [{name: f, from: '{{steps.a.outputs.artifacts.f}}'}]}}}}]]")]
    public void Load_GoodSteps_HaveNoErrors(string steps) => Assert.Empty(Manifest.Errors($"- name: main\n  steps: {steps}"));

    [Fact]
    public void Load_HookOrExitHandlerWithoutTemplate_IsAWarning()
    {
        var result = Manifest.Load("- name: main\n  steps: [[{name: a, template: done, onExit: gone}]]");

        Assert.Empty(result.Errors);
        Assert.Equal("templates.main.steps[0].a.onExit template name 'gone' undefined", Assert.Single(result.Warnings).Message);
    }

    [Fact]
    public void Load_ExitHookBesideOnExit_IsAWarning()
    {
        var result = Manifest.Load("- name: main\n  steps: [[{name: a, template: done, onExit: done, hooks: {exit: {template: done}}}]]");

        Assert.Empty(result.Errors);
        Assert.Equal("templates.main.steps[0].a.hooks.exit has no effect: there is an onExit", Assert.Single(result.Warnings).Message);
    }
}
