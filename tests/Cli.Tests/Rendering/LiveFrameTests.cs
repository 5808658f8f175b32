using System.Text.Json;
using Fleet.Cli.Rendering;
using Spectre.Console;

namespace Fleet.Cli.Tests.Rendering;

public sealed class LiveFrameTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Lines_RoomForAll_AreAsGetShowsThem()
    {
        var lines = Lines(Workflow("Running"), 120, 40);

        Assert.StartsWith("Name:", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("PODNAME", StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_TooManyNodes_ShowWhatIsAtWorkFirst_ThenWhatWaits_ThenWhatEndedLast()
    {
        var phases = Enumerable.Repeat("Succeeded", 10).Append("Failed").Append("Running").Concat(Enumerable.Repeat("Pending", 2)).ToArray();

        var lines = Lines(Workflow(phases), 120, 10);

        Assert.Equal(10, lines.Count);
        Assert.Equal("● Running  wf  3/14  20s", lines[0]);
        Assert.StartsWith("STEP", lines[1], StringComparison.Ordinal);
        Assert.Equal(["● wf", "├─✔ t8", "├─✔ t9", "├─✖ t10", "├─● t11", "├─◷ t12", "└─◷ t13"], lines.Skip(2).Take(7).Select(line => line.Split("   ")[0]));
        Assert.Equal("… 8 more: 8 Succeeded", lines[9]);
    }

    [Theory]
    [InlineData(120, "STEP     TEMPLATE   PODNAME             DURATION   MESSAGE")]
    [InlineData(60, "STEP     TEMPLATE   DURATION   MESSAGE")]
    [InlineData(50, "STEP     DURATION   MESSAGE")]
    public void Lines_NarrowTerminal_LeavesColumnsOut(int columns, string titles) =>
        Assert.Equal(titles, Assert.Single(Lines(Workflow("Succeeded", "Running"), columns, 40), line => line.StartsWith("STEP", StringComparison.Ordinal)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Lines_HardlyAnyRoom_NeverExceedIt(int rows) => Assert.InRange(Lines(Workflow([.. Enumerable.Repeat("Running", 30)]), 80, rows).Count, 0, rows);

    private static List<string> Lines(WorkflowView workflow, int columns, int rows) =>
        [.. LiveFrame.Lines(workflow, new RenderOptions(true, "", Start.AddSeconds(20)), columns, rows, brief: false).Select(Markup.Remove)];

    private static WorkflowView Workflow(params string[] phases)
    {
        var root = new { id = "wf", name = "wf", displayName = "wf", type = "DAG", phase = "Running", templateName = "main", boundaryID = "", startedAt = Start, finishedAt = (DateTimeOffset?)null };
        var tasks = phases.Select((phase, at) => new
        {
            id = $"wf-{at}",
            name = $"wf.t{at}",
            displayName = $"t{at}",
            type = "Pod",
            phase,
            templateName = "say",
            boundaryID = "wf",
            startedAt = Start.AddSeconds(at),
            finishedAt = phase is "Succeeded" or "Failed" ? Start.AddSeconds(at + 1) : (DateTimeOffset?)null,
        });
        return WorkflowView.Read(JsonSerializer.SerializeToElement(new
        {
            metadata = new { name = "wf", @namespace = "default", creationTimestamp = Start },
            status = new { phase = "Running", startedAt = Start, progress = "3/14", nodes = tasks.Append<object>(root).ToDictionary(node => (string)node.GetType().GetProperty("id")!.GetValue(node)!) },
        }));
    }
}
