namespace Fleet.Cli.Tests.Commands;

/// <summary>A <c>fleet run</c> whose workflow is deleted from another shell.</summary>
public sealed class DeletedRunTests : IDisposable
{
    private const string Yaml = """
        kind: Workflow
        metadata: {name: gone}
        spec:
          entrypoint: main
          artifactGC: {strategy: OnWorkflowDeletion}
          templates:
          - name: main
            metadata: {annotations: {fleet.dummy/duration: 10m}}
            container: {image: busybox}
            outputs: {artifacts: [{name: o, path: /o}]}
        """;

    private readonly CliRun _run = new();
    private readonly CliRun _other = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _run.Dispose();
        _other.Dispose();
    }

    // The worker was storing it when the delete came: nobody is there a minute later.
    [Fact]
    public async Task WhatItsTaskHasStored_IsDeletedBeforeItEnds()
    {
        _other.Variables["FLEET_DATA"] = _run.FileOf("data");
        var running = _run.RunAsync(Yaml, "run", "-", "--runtime", "dummy");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        while (await _other.RunAsync(null, "list", "--running", "-o", "name") != 0 || !_other.Out.Contains("gone", StringComparison.Ordinal))
            await Task.Delay(100, patience.Token);
        var stored = _run.FileOf("data/artifacts/gone/gone/o.tgz");
        Directory.CreateDirectory(Path.GetDirectoryName(stored)!);
        await File.WriteAllTextAsync(stored, "content", Token);

        Assert.Equal(0, await _other.RunAsync(null, "delete", "gone"));
        await running;

        Assert.False(File.Exists(stored));
    }
}
