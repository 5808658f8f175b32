using System.Text.Json;
using Fleet.Artifacts.Host;
using Fleet.Artifacts.Values;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Tests.Values;
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

    [Fact]
    public async Task ScriptBodyAndArtifact_LargerThanAnOrder_ReachTheirTask_AndGoWithTheWorkflow()
    {
        await using var fleet = await EmbeddedFleet.StartAsync(_folder, new CoordinatorOptions { Artifacts = _store });
        var text = new string('x', 1_500_000);

        var workflow = await fleet.SubmitAsync(Echoing(text));
        var end = await fleet.UntilFinishedAsync(workflow.Uid);

        Assert.Equal(("Succeeded", "1/1"), (end.Phase, end.Progress));
        var stored = (await fleet.Store.LoadAsync(end.Uid, Token))!;
        // The script came back as the task had it.
        Assert.Equal($"echo '{text}'", WorkflowState.Load(stored.Record, stored.Nodes).OutputParameters["source"]);
        Assert.Equal(2, await CountAsync(end.Uid));

        await fleet.Commands.DeleteAsync(end.Uid, Token);
        using var patience = new CancellationTokenSource(EmbeddedFleet.Patience);
        while (await CountAsync(end.Uid) > 0)
            await Task.Delay(20, patience.Token);
    }

    [Fact]
    public async Task Order_WhoseValuesCannotBeStoredYet_WaitsForTheStore()
    {
        var fickle = new FickleStore(_store) { IsAway = true };
        await using var fleet = await EmbeddedFleet.StartAsync(_folder, new CoordinatorOptions { Artifacts = fickle });
        var workflow = await fleet.SubmitAsync(Echoing(new string('x', 1_500_000)));
        await fickle.Refused.Reader.ReadAsync(Token).AsTask().WaitAsync(EmbeddedFleet.Patience, Token);

        fickle.IsAway = false;

        Assert.Equal("Succeeded", (await fleet.UntilFinishedAsync(workflow.Uid)).Phase);
    }

    private async Task<int> CountAsync(Guid workflow)
    {
        var count = 0;
        await foreach (var _ in _store.ListAsync(ValueStore.FolderOf(workflow), Token))
            count++;
        return count;
    }

    private static string Echoing(string text) => $$$"""
        kind: Workflow
        metadata: {name: echoing}
        spec:
          entrypoint: main
          arguments: {parameters: [{name: text, value: {{{text}}}}]}
          templates:
          - name: main
            inputs: {artifacts: [{name: raw, path: /tmp/raw, raw: {data: "{{workflow.parameters.text}}"}}]}
            script: {image: busybox, command: [sh], source: "echo '{{workflow.parameters.text}}'"}
            outputs: {parameters: [{name: source, globalName: source, valueFrom: {path: /argo/staging/script}}]}
        """;

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
