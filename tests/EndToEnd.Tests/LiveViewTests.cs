using System.Text.Json;

namespace Fleet.EndToEnd.Tests;

/// <summary>Live views on a real pseudo-terminal; the dummy runtime's tasks take their time by annotation.</summary>
public sealed class LiveViewTests : IDisposable
{
    private const string Manifest = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata:
          name: live
        spec:
          entrypoint: main
          templates:
            - name: main
              dag:
                tasks:
                  - {name: first, template: say}
                  - {name: wait, template: wait, dependencies: [first]}
                  - {name: last, template: say, dependencies: [wait]}
            - name: wait
              suspend: {}
            - name: say
              metadata:
                annotations: {fleet.dummy/logs: "one\ntwo, which is a line that is much longer than this narrow terminal is wide, and wraps"}
              container: {image: busybox, command: [echo]}
        """;

    private readonly FleetProcess fleet = new();

    [Fact]
    public async Task Run_ShowsOutputAboveALiveTree_AndInTheEndTheWholeWorkflow()
    {
        using var terminal = new TerminalProcess(fleet, 70, 24, "run", await FileAsync(), "--runtime", "dummy");
        // All of it at the same time: the output of a step comes by another way than the tree, which is drawn anew each second.
        await terminal.SeesAsync(rows => rows.Any(row => row.Contains("ǁ wait", StringComparison.Ordinal)) && rows.Contains("first: one")
            && rows.Count(row => row.StartsWith("STEP", StringComparison.Ordinal)) == 1 && rows.Any(row => row.StartsWith("● Running (Suspended)  live  1/2  ", StringComparison.Ordinal)));

        Assert.Equal(0, (await fleet.RunAsync("resume", "live")).Exit);
        Assert.Equal(0, await terminal.EndAsync());

        Assert.Equal(["first: one", "last: one"], terminal.Rows.Where(row => row.EndsWith(": one", StringComparison.Ordinal)));
        // The live tree has gone; what stays is what `fleet get` shows.
        Assert.Single(terminal.Rows, row => row.StartsWith("STEP", StringComparison.Ordinal));
        Assert.Single(terminal.Rows, row => row.StartsWith("Status:              Succeeded", StringComparison.Ordinal));
        Assert.DoesNotContain(terminal.Rows, row => row.Contains('●', StringComparison.Ordinal) || row.Contains('ǁ', StringComparison.Ordinal));
    }

    [Fact]
    public async Task CtrlC_OnTheTerminal_StopsTheWorkflow()
    {
        using var terminal = new TerminalProcess(fleet, 100, 30, "run", await FileAsync(), "--runtime", "dummy", "--quiet");
        await terminal.SeesAsync(rows => rows.Any(row => row.Contains("ǁ wait", StringComparison.Ordinal)) && rows.Any(row => row.StartsWith("Name:                live", StringComparison.Ordinal)));

        terminal.Type("\u0003");

        Assert.Equal(130, await terminal.EndAsync());
        Assert.Contains(terminal.Rows, row => row.Contains("stopping the workflow", StringComparison.Ordinal));
        Assert.Single(terminal.Rows, row => row.StartsWith("Status:              Failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Terminal_ClosedInTheMiddle_TheWorkflowIsStoppedAllTheSame()
    {
        using var terminal = new TerminalProcess(fleet, 100, 30, "run", await FileAsync(), "--runtime", "dummy");
        await terminal.SeesAsync(rows => rows.Any(row => row.Contains("ǁ wait", StringComparison.Ordinal)));

        terminal.Close();

        Assert.Equal(1, (await fleet.RunAsync("wait", "live")).Exit);
        var status = JsonDocument.Parse((await fleet.RunAsync("get", "live", "-o", "json")).Out).RootElement.GetProperty("status");
        Assert.Equal(("Failed", "Stopped with strategy 'Stop'"), (status.GetProperty("phase").GetString(), status.GetProperty("message").GetString()));
    }

    public void Dispose() => fleet.Dispose();

    private async Task<string> FileAsync()
    {
        var file = Path.Combine(fleet.Data, "live.yaml");
        await File.WriteAllTextAsync(file, Manifest, TestContext.Current.CancellationToken);
        return file;
    }
}
