namespace Fleet.Cli.Tests.Commands;

/// <summary><c>fleet node set</c> at a workflow that <c>fleet run</c> runs.</summary>
public sealed class NodeSetCommandTests : IDisposable
{
    private const string Approval = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: approval}
        spec:
          entrypoint: main
          templates:
            - name: main
              steps:
                - - {name: approve, template: approve}
                - - {name: apply, template: apply, arguments: {parameters: [{name: by, value: "{{steps.approve.outputs.parameters.by}}"}]}}
            - name: approve
              suspend: {}
              outputs: {parameters: [{name: by, valueFrom: {supplied: {}}}]}
            - name: apply
              inputs: {parameters: [{name: by}]}
              container: {image: busybox}
        """;

    private readonly CliRun run = new();
    private readonly CliRun cli = new();

    [Fact]
    public async Task Set_GivesTheOutput_AndResumeGoesOn()
    {
        cli.Variables["FLEET_DATA"] = run.FileOf("data");
        var running = run.RunAsync(Approval, "run", "-", "--runtime", "dummy", "-q", "-o", "json");
        // Until it has begun, and its first node has.
        while (await cli.RunAsync(null, "node", "set", "approval", "--node-field-selector", "displayName=approve", "-p", "by=ann") != 0)
        {
            Assert.DoesNotContain("needs a server", cli.Error, StringComparison.Ordinal);
            Assert.False(running.IsCompleted, run.Error);
        }

        Assert.Equal(0, await cli.RunAsync(null, "resume", "approval"));
        Assert.Equal(0, await running);
        Assert.Contains("\"ann\"", run.Out, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        run.Dispose();
        cli.Dispose();
    }
}
