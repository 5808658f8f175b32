using System.Text;
using System.Text.Json;
using Fleet.Workflows.Simulation;

namespace Fleet.Cli.Tests.Commands;

/// <summary><c>fleet simulate</c>: what is wrong with a file of outcomes, or has no effect.</summary>
public sealed class SimulateMistakesTests : SimulateTest
{
    [Fact]
    public async Task Mistakes_OfBothFiles_AreToldAtOnce()
    {
        const string outcomes = """
            defualt: {exitCode: 1}
            default: {exitCode: 300, duration: soon}
            nodes:
              - {exitCode: 1, retries: 2}
              - {match: a, error: x, exitCode: 1, times: 0}
              - just text
            given: {memo: {}, secret: {}, templates: {}, workflows: [{phase: Running}], syncLimits: {a: many}}
            at:
              - {after: 5s, do: retry, restartSuccessful: maybe}
              - {after: 5s, do: dance}
              - {do: stop, phase: Failed}
              - {after: a, do: set}
            """;
        Assert.Equal(2, await SimulateAsync(Diamond.Replace("template: work}", "template: none}", StringComparison.Ordinal), outcomes, "-o", "json"));

        Assert.Empty(Cli.Out);
        Assert.Contains("template name 'none' undefined", Cli.Error, StringComparison.Ordinal);
        string[] expected =
        [
            "1: error: defualt: unknown field; there are default, nodes, at, given",
            "2: error: default.exitCode: expected a whole number from 0 to 255, got the number 300",
            "2: error: default.duration: 'soon' is no duration",
            "4: error: nodes[0].match: an entry needs match",
            "4: error: nodes[0].retries: unknown field",
            "5: error: nodes[1].error: a task with an error never runs",
            "5: error: nodes[1].times: expected a whole number from 1 on",
            "6: error: nodes[2]: expected a map, got a string",
            "7: error: given.memo: expected a list, got a map",
            "7: error: given.templates: expected a list, got a map",
            "7: error: given.syncLimits.a: expected a whole number from 0 on, got",
            "7: error: given.secret: unknown field",
            "7: error: given.workflows[0].phase: a workflow ends Succeeded, Failed, Error, not 'Running'",
            "7: error: given.workflows[0].match: an entry needs match",
            "9: error: at[0].restartSuccessful: restartSuccessful is true or false, not 'maybe'",
            "10: error: at[1].do: there is no verb 'dance'",
            "11: error: at[2].phase: unknown field",
            "11: error: at[2].after: an action needs after",
            "12: error: at[3].nodeFieldSelector: set needs nodeFieldSelector",
        ];
        Assert.All(expected, line => Assert.Contains($"{Cli.FileOf("outcomes.yaml")}:{line}", Cli.Error, StringComparison.Ordinal));
        Assert.Equal(expected.Length, Cli.Error.Split('\n').Count(line => line.Contains("outcomes.yaml:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("nodes: a: b", 1)]
    [InlineData("a: 1\n---\nb: 1", 2)]
    [InlineData("- 1", 1)]
    [InlineData("at:\n- {after: 1s, do: retry, nodeFieldSelector: displayName=A}", 2)]
    [InlineData("at:\n- {after: 1s, do: retry, restartSuccessful: true}", 2)]
    [InlineData("at:\n- {after: 1s, do: retry, restartSuccessful: true, nodeFieldSelector: foo=bar}", 2)]
    [InlineData("at:\n- {after: 1s, do: resume, nodeFieldSelector: foo=bar}", 2)]
    [InlineData("at:\n- {after: 1s, do: set, nodeFieldSelector: displayName=A, phase: Bogus}", 2)]
    public async Task Outcomes_ThatAreNone_AreRefused(string outcomes, int line)
    {
        Assert.Equal(2, await SimulateAsync(Diamond, outcomes));

        Assert.Contains($"outcomes.yaml:{line}: error: ", Cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutEffect_IsWarnedOf()
    {
        const string outcomes = """
            nodes:
              - {match: nobody}
              - {match: "*", outputs: {parameters: {x: 1}}}
              - {match: A}
            at:
              - {after: 10m, do: stop}
              - {after: nobody, do: stop}
              - {after: A, do: resume, nodeFieldSelector: displayName=A}
            """;
        Assert.Equal(0, await SimulateAsync(Diamond, outcomes, "-o", "name"));

        string[] expected =
        [
            "2: warning: nodes[0]: no task matched 'nobody'",
            "3: warning: nodes[1].outputs.parameters.x: template 'work' has no output parameter 'x'",
            "4: warning: nodes[2]: every task that 'A' matches was taken by an entry before it",
            "6: warning: at[0]: the simulation was over after 3s, before 10m0s",
            "7: warning: at[1]: no node that matches 'nobody' ended",
            "8: warning: at[2]: currently, set only targets suspend nodes: no suspend nodes matching nodeFieldSelector: displayName=A",
        ];
        Assert.Equal(expected.Select(line => $"{Cli.FileOf("outcomes.yaml")}:{line}"), Cli.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("--slots", "0")]
    [InlineData("--cpu", "-1")]
    [InlineData("--memory", "much")]
    [InlineData("--label", "disk")]
    [InlineData("--uid", "mine")]
    [InlineData("--start", "soon")]
    public async Task Option_WithAWrongValue_IsRefused(string option, string value)
    {
        Assert.Equal(2, await SimulateAsync(Diamond, null, option, value));

        Assert.StartsWith($"fleet: {option} {value}: expected ", Cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outcomes_OfTheManual_AreRead()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "simulate.md"), TestContext.Current.CancellationToken);
        var sample = page.Split("```").Single(block => block.StartsWith("yaml\n", StringComparison.Ordinal) && block.Contains("given:", StringComparison.Ordinal));

        await SimulateAsync(Work, sample[5..], "-o", "name");

        Assert.DoesNotContain(": error: ", Cli.Error, StringComparison.Ordinal);
        Assert.Contains("work", Cli.Out, StringComparison.Ordinal);
    }
}
