using System.Text;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Validation;

public sealed class DagValidationTests
{
    [Theory]
    [InlineData("[{name: A, template: done, depends: B}]", "templates.main.tasks.A dependency 'B' not defined")]
    [InlineData("[{name: A, template: done}, {name: B, template: done, depends: A.Done}]", "templates.main.tasks.B task result 'Done' for task 'A' is invalid")]
    [InlineData("[{name: A, template: done}, {name: B, template: done, depends: A.AnySucceeded}]", "templates.main.tasks.B dependency 'A' uses an items-based condition such as .AnySucceeded or .AllFailed but does not contain any items")]
    [InlineData("[{name: A, template: done, dependencies: [A]}]", "templates.main.tasks dependency cycle detected: A->A")]
    [InlineData("[{name: A, template: done, dependencies: [C]}, {name: B, template: done, dependencies: [A]}, {name: C, template: done, dependencies: [B]}]", "templates.main.tasks dependency cycle detected: C->B->A->C")]
    [InlineData("[{name: A, template: done}, {name: A, template: done}]", "templates.main.tasks[1].name 'A' is not unique")]
    [InlineData("[{name: 5A, template: done}, {name: B, template: done, depends: A5}, {name: A5, template: done}]", "templates.main.tasks.5A name cannot begin with a digit when using either 'depends' or 'dependencies'")]
    [InlineData("[{name: A, template: done}, {name: B, template: echo, arguments: {parameters: [{name: text, value: '{{tasks.A.outputs.result}}'}]}}]", "templates.main.tasks.B missing dependency 'A' for parameter 'text'")]
    [InlineData("[{name: A, template: done}, {name: B, template: echo, arguments: {parameters: [{name: text, value: 'x {{tasks.A.status}}'}]}}]", "templates.main.tasks.B failed to resolve {{tasks.A.status}}")]
    [InlineData("[{name: A, template: done}, {name: B, template: echo, depends: A, arguments: {parameters: [{name: text, value: '{{tasks.A.outputs.parameters.no}}'}]}}]", "templates.main.tasks.B failed to resolve {{tasks.A.outputs.parameters.no}}")]
    [InlineData("[]", "templates.main must have at least one task")]
    public void Load_FaultyTasks_IsTheError(string tasks, string expected) =>
        Assert.Contains(Manifest.Errors($"- name: main\n  dag:\n    tasks: {tasks}"), e => e.Message.StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void Load_DependsWithDependenciesOrContinueOn_IsAnError()
    {
        var errors = Manifest.Errors("- name: main\n  dag:\n    tasks:\n    - {name: A, template: done, continueOn: {failed: true}}\n    - {name: B, template: done, depends: A}\n    - {name: C, template: done, dependencies: [A]}");

        Assert.Equal(
            [
                "templates.main cannot use 'continueOn' when using 'depends'. Instead use 'dep-task.Failed'/'dep-task.Errored'",
                "templates.main cannot use both 'depends' and 'dependencies' in the same DAG template",
            ],
            errors.Select(e => e.Message));
    }

    [Fact]
    public void Load_Target_MustBeATask()
    {
        Assert.Equal("templates.main.targets: target 'B' is not defined", Assert.Single(Manifest.Errors("- name: main\n  dag:\n    target: A B\n    tasks: [{name: A, template: done}]")).Message);
        Assert.Empty(Manifest.Errors("- name: main\n  dag:\n    target: '{{workflow.parameters.t}}'\n    tasks: [{name: A, template: done}]", "arguments: {parameters: [{name: t, value: A}]}"));
    }

    [Fact]
    public void Load_ReferencesToAncestors_AreKnown() => Assert.Empty(Manifest.Errors("""
        - name: main
          dag:
            tasks:
            - {name: A, template: done}
            - {name: B, template: done, depends: A, withItems: [1, 2], hooks: {exit: {templateRef: {name: "{{workflow.name}}", template: "{{item}}"}, arguments: {artifacts: [{name: f, raw: {data: "{{item}} {{tasks.B.outputs.result}}"}}]}}}}
            - name: C
              template: echo
              depends: B.AnySucceeded
              hooks: {exit: {template: echo, arguments: {parameters: [{name: text, value: "{{tasks.C.status}}"}], artifacts: [{name: f, raw: {data: "{{tasks.C.outputs.result}}"}}]}}}
              arguments: {parameters: [{name: text, value: "{{tasks.A.status}} {{tasks.A.outputs.result}} {{tasks.B.outputs.parameters}} {{tasks.name}}"}]}
          outputs: {parameters: [{name: o, valueFrom: {parameter: "{{tasks.C.outputs.result}}"}}]}
        """));

    // Argo's own test, dagResolvedGlobalVarReversed.
    [Theory]
    [InlineData("dependencies: [A]", true)]
    [InlineData("depends: A", true)]
    [InlineData("when: '1 == 1'", false)]
    public void Load_GlobalOutputOfADependency_IsKnown_WhereverItStandsInTheList(string order, bool known) => Assert.Equal(known, Manifest.Errors($$$"""
        - {name: first, container: {image: a}, outputs: {parameters: [{name: hosts, valueFrom: {path: /etc/hosts}, globalName: global}]}}
        - {name: second, container: {image: a, args: ["{{workflow.outputs.parameters.global}}"]}}
        - name: main
          dag: {tasks: [{name: B, {{{order}}}, template: second}, {name: A, template: first}]}
        """).Count == 0);

    [Fact]
    public void Load_LongChain_DoesNotExhaustTheStack()
    {
        var yaml = new StringBuilder("- name: main\n  dag:\n    tasks:\n    - {name: t0, template: done}");
        for (var i = 1; i < 20_000; i++)
            yaml.Append($"\n    - {{name: t{i}, template: done, depends: t{i - 1}}}");

        Assert.Empty(Manifest.Errors(yaml.ToString()));
    }

    [Fact]
    public void Load_LongCycle_IsFound()
    {
        var yaml = new StringBuilder("- name: main\n  dag:\n    tasks:");
        for (var i = 0; i < 5000; i++)
            yaml.Append($"\n    - {{name: t{i}, template: done, depends: t{(i + 1) % 5000}}}");

        Assert.StartsWith("templates.main.tasks dependency cycle detected: t1->t2->", Assert.Single(Manifest.Errors(yaml.ToString())).Message, StringComparison.Ordinal);
    }
}
