using System.Text.Json;
using Fleet.Cli.Rendering;
using Spectre.Console;

namespace Fleet.Cli.Tests.Rendering;

public sealed class TreePrinterTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Lines_StepsWithParallelGroup_DrawBranches()
    {
        var workflow = Workflow(
            Node("wf", "Steps", "main", children: ["wf-0"]),
            Node("wf[0]", "StepGroup", "", "wf-0", "wf", children: ["wf-a"]),
            Node("wf[0].prepare", "Pod", "say", "wf-a", "wf", children: ["wf-1"], seconds: 3),
            Node("wf[1]", "StepGroup", "", "wf-1", "wf", children: ["wf-b", "wf-c"]),
            Node("wf[1].left", "Pod", "say", "wf-b", "wf"),
            Node("wf[1].right", "Pod", "say", "wf-c", "wf", "Failed", message: "main: Error (exit code 1)"));

        Assert.Equal(
            [
                "STEP            TEMPLATE   PODNAME             DURATION   MESSAGE",
                "✔ wf            main",
                "├───✔ prepare   say        " + Pod("wf[0].prepare").PadRight(17) + "   3s",
                "└─┬─✔ left      say        " + Pod("wf[1].left").PadRight(17) + "   1s",
                "  └─✖ right     say        " + Pod("wf[1].right").PadRight(17) + "   1s         main: Error (exit code 1)",
            ],
            Plain(TreePrinter.Lines(workflow, Options())));
    }

    [Fact]
    public void Lines_RetryWithOneAttempt_IsFolded()
    {
        var workflow = Workflow(
            Node("wf", "DAG", "main", children: ["wf-r"]),
            Node("wf.flaky", "Retry", "say", "wf-r", "wf", children: ["wf-r0"]),
            Node("wf.flaky(0)", "Pod", "say", "wf-r0", "wf"));

        var lines = Plain(TreePrinter.Lines(workflow, Options()));

        Assert.Equal(3, lines.Count);
        Assert.StartsWith("└─✔ flaky ", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_RetryWithTwoAttempts_ShowsBoth()
    {
        var workflow = Workflow(
            Node("wf", "DAG", "main", children: ["wf-r"]),
            Node("wf.flaky", "Retry", "say", "wf-r", "wf", children: ["wf-r0", "wf-r1"]),
            Node("wf.flaky(0)", "Pod", "say", "wf-r0", "wf", "Failed"),
            Node("wf.flaky(1)", "Pod", "say", "wf-r1", "wf"));

        Assert.Equal(["✔ wf", "└─✔ flaky", "  ├─✖ flaky(0)", "  └─✔ flaky(1)"], Steps(workflow));
    }

    [Fact]
    public void Lines_LoopItems_AreSortedByNumber()
    {
        var children = Enumerable.Range(0, 11).Select(i => $"wf-{i}").ToArray();
        var workflow = Workflow(
            [Node("wf", "DAG", "main", children: ["wf-g"]), Node("wf.t", "TaskGroup", "say", "wf-g", "wf", children: children),
                .. Enumerable.Range(0, 11).Reverse().Select(i => Node($"wf.t({i}:x)", "Pod", "say", $"wf-{i}", "wf"))]);

        Assert.Equal(["✔ wf", "└─✔ t", .. Enumerable.Range(0, 11).Select(i => $"  {(i == 10 ? "└─" : "├─")}✔ t({i}:x)")], Steps(workflow));
    }

    [Fact]
    public void Lines_OmittedNode_IsHidden()
    {
        var workflow = Workflow(
            Node("wf", "DAG", "main", children: ["wf-a"]),
            Node("wf.a", "Pod", "say", "wf-a", "wf", children: ["wf-b"]),
            Node("wf.b", "Skipped", "say", "wf-b", "wf", "Omitted"));

        Assert.Equal(["✔ wf", "└─✔ a"], Steps(workflow));
    }

    [Fact]
    public void Lines_ExitHandler_FollowsAfterABlankRow()
    {
        var workflow = Workflow(Node("wf", "Pod", "main"), Node("wf.onExit", "Pod", "bye", "wf-x"));

        Assert.Equal(["✔ wf", "", "✔ wf.onExit"], Steps(workflow));
    }

    [Fact]
    public void Lines_WithoutUtf8_UseAsciiOnly()
    {
        var workflow = Workflow(Node("wf", "DAG", "main", children: ["wf-a"]), Node("wf.a", "Pod", "say", "wf-a", "wf"));

        Assert.All(Plain(TreePrinter.Lines(workflow, Options() with { Utf8 = false })), line => Assert.True(line.All(char.IsAscii), line));
    }

    [Fact]
    public void Lines_OfSomeNodes_WhatAHiddenOneContainsTakesItsPlace()
    {
        var workflow = Workflow(
            Node("wf", "Steps", "main", children: ["wf-0"]),
            Node("wf[0]", "StepGroup", "", "wf-0", "wf", children: ["wf[0].inner", "wf-b"]),
            Node("wf[0].inner", "DAG", "inner", "wf[0].inner", "wf", children: ["wf-x", "wf-r"]),
            Node("wf[0].inner.x", "Pod", "say", "wf-x", "wf[0].inner"),
            Node("wf[0].inner.y", "Retry", "say", "wf-r", "wf[0].inner", children: ["wf-r0", "wf-r1"]),
            Node("wf[0].inner.y(0)", "Pod", "say", "wf-r0", "wf[0].inner", "Failed"),
            Node("wf[0].inner.y(1)", "Pod", "say", "wf-r1", "wf[0].inner"),
            Node("wf[0].other", "Pod", "say", "wf-b", "wf", "Failed"),
            Node("wf.onExit", "Pod", "bye", "wf-e"));

        Assert.Equal(["✔ wf", "└─┬─✔ x", "  ├─✔ y", "  │ ├─✖ y(0)", "  │ └─✔ y(1)", "  └─✖ other", "", "✔ wf.onExit"], Steps(workflow, node => node.DisplayName != "inner"));
        Assert.Equal(["✔ wf", "└───✔ inner", "    └─✖ y(0)"], Steps(workflow, node => node is { Type: "Steps" or "DAG" } or { Name: "wf[0].inner.y(0)" }));
        Assert.Equal(["✖ y(0)", "✖ other"], Steps(workflow, node => node.Phase == "Failed"));
        Assert.Equal(["✔ wf.onExit"], Steps(workflow, node => node.Template == "bye"));
        Assert.Empty(TreePrinter.Lines(workflow, Options() with { Shows = _ => false }));
    }

    [Fact]
    public void Lines_OfSomeNodes_ARetryThatIsFoldedIsWhatIsShownOfIt()
    {
        var workflow = Workflow(
            Node("wf", "DAG", "main", children: ["wf-r"]),
            Node("wf.flaky", "Retry", "say", "wf-r", "wf", children: ["wf-r0"]),
            Node("wf.flaky(0)", "Pod", "say", "wf-r0", "wf"));

        Assert.Equal(["✔ flaky"], Steps(workflow, node => node.DisplayName == "flaky"));
        Assert.Equal(["✔ flaky"], Steps(workflow, node => node.Type == "Pod"));
    }

    private static RenderOptions Options() => new(true, "", Start.AddSeconds(60));

    private static List<string> Plain(IEnumerable<string> lines) => [.. lines.Select(Markup.Remove)];

    private static string[] Steps(WorkflowView workflow, Func<NodeView, bool>? shows = null) =>
        [.. Plain(TreePrinter.Lines(workflow, Options() with { Shows = shows })).Skip(1).Select(line => line.Contains("   ", StringComparison.Ordinal) ? line[..line.IndexOf("   ", line.Length - line.TrimStart().Length, StringComparison.Ordinal)] : line)];

    private static string Pod(string name) => PodNames.Of("wf", NodeView.Read(JsonSerializer.SerializeToElement(new { name, templateName = "say" })));

    private static WorkflowView Workflow(params object[] nodes) => WorkflowView.Read(JsonSerializer.SerializeToElement(new
    {
        metadata = new { name = "wf", @namespace = "default", creationTimestamp = Start },
        status = new { phase = "Succeeded", nodes = nodes.ToDictionary(node => (string)node.GetType().GetProperty("id")!.GetValue(node)!) },
    }));

    private static object Node(string name, string type, string template, string? id = null, string boundary = "", string phase = "Succeeded", string message = "", string[]? children = null, int seconds = 1) => new
    {
        id = id ?? name,
        name,
        displayName = boundary.Length > 0 && name.StartsWith(boundary, StringComparison.Ordinal) ? Trim(name[boundary.Length..], type) : name,
        type,
        phase,
        templateName = template,
        boundaryID = boundary,
        message,
        children = children ?? [],
        startedAt = Start,
        finishedAt = Start.AddSeconds(seconds),
    };

    private static string Trim(string rest, string type) => type == "StepGroup" ? rest : rest[(rest.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
