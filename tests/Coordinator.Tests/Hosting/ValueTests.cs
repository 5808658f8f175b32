using System.Text.Json;
using Fleet.Artifacts.Host;
using Fleet.Coordinator.Hosting;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Status;

namespace Fleet.Coordinator.Tests.Hosting;

/// <summary>Values that are too large for a message, on a whole coordinator with a worker.</summary>
public sealed class ValueTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-values-").FullName;
    private readonly HostArtifactStore _store;

    public ValueTests() => _store = new HostArtifactStore(Path.Combine(_folder, "artifacts"), TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Output_LargerThanAMessage_IsPassedOn()
    {
        await using var fleet = await EmbeddedFleet.StartAsync(_folder, new CoordinatorOptions { Artifacts = _store });

        var end = await fleet.UntilFinishedAsync((await fleet.SubmitAsync(Passing(new string('x', 200_000) + "ä"))).Uid);

        Assert.Equal(("Succeeded", "2/2"), (end.Phase, end.Progress));
        var stored = (await fleet.Store.LoadAsync(end.Uid, Token))!;
        using var json = JsonDocument.Parse(WorkflowStatusWriter.WriteToBytes(WorkflowState.Load(stored.Record, stored.Nodes)));
        var second = json.RootElement.GetProperty("status").GetProperty("nodes").EnumerateObject().Select(node => node.Value).Single(node => node.GetProperty("displayName").GetString() == "second");
        // The rows name it; it is stored once.
        Assert.All(stored.Nodes, node => Assert.True(node.Body.Length < 2000));
        Assert.Single(stored.Record.Values, value => value.Text.Length == 200_001);
        Assert.Equal(200_001, second.GetProperty("inputs").GetProperty("parameters")[0].GetProperty("value").GetString()!.Length);
    }

    private static string Passing(string value) => $$$"""
        kind: Workflow
        metadata: {name: passing}
        spec:
          entrypoint: main
          templates:
          - name: main
            steps:
            - - {name: first, template: make}
            - - name: second
                template: take
                arguments: {parameters: [{name: text, value: "{{steps.first.outputs.parameters.p}}"}]}
          - name: make
            metadata: {annotations: {fleet.dummy/parameters: '{"p": "{{{value}}}"}'}}
            container: {image: busybox}
            outputs: {parameters: [{name: p, valueFrom: {path: /tmp/made}}]}
          - name: take
            inputs: {parameters: [{name: text}]}
            script: {image: busybox, command: [sh], source: "echo '{{inputs.parameters.text}}'"}
        """;
}
