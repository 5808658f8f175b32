using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Records;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

public sealed class EngineRecordTests
{
    [Fact]
    public void TaskRequest_RoundTrips()
    {
        var request = new TaskRequest
        {
            Template = SpecReader.ReadTemplate("""{"name":"t","container":{"image":"x"}}"""),
            NodeName = "wf.A",
            PodName = "wf-t-1",
            CaptureResult = true,
            OnExit = true,
            Deadline = VirtualRun.Start,
            ActiveDeadlineSeconds = 2.5,
            NodeSelector = new Dictionary<string, string> { ["gpu"] = "yes" },
            Cpu = 0.5,
            Memory = 1024,
            Priority = 7,
            PodFields = """{"hostAliases":[]}""",
        };
        var read = TaskRequestCodec.Read(TaskRequestCodec.Write(request));
        Assert.Equal(request with { NodeSelector = read.NodeSelector, Template = read.Template }, read);
        Assert.Equal("yes", read.NodeSelector["gpu"]);
        Assert.Equal(request.Template.Json, read.Template.Json);
    }

    [Fact]
    public void BrokenWorkflow_ItsOpenNodesAreEnded_AndTheOthersStay()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}", "{name: B, template: leaf}")).On("B", Outcome.Hangs).RunFor(5);
        var records = Enumerable.Range(0, run.State.NodeCount).Select(run.State.ToNodeRecord).ToArray();

        var ended = records.Select(record => BrokenNode.End(record, "why", VirtualRun.Start.AddHours(1)) ?? record).ToArray();

        Assert.Equal(["Error", "Succeeded", "Error"], ended.Select(record => record.Phase));
        Assert.Equal(records[1], ended[1]);
        var loaded = WorkflowState.Load(run.State.ToRecord(), ended);
        var view = new WorkflowView(Fleet.Workflows.Status.WorkflowStatusWriter.WriteToBytes(loaded));
        Assert.Equal(("Error", "why", "2026"), (view["wf.B"].Phase, view["wf.B"].Message, view["wf.B"].Text("finishedAt")?[..4]));
    }

    [Fact]
    public void BrokenRecord_SaysWhichAndWhy()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}"));
        run.Decide(new WorkflowSubmitted());
        var node = run.State.ToNodeRecord(1) with { Body = "{\"v\":99}"u8.ToArray() };
        var error = Assert.Throws<InvalidDataException>(() => WorkflowState.Load(run.State.ToRecord(), [run.State.ToNodeRecord(0), node]));
        Assert.Contains("wf.A has format 99", error.Message, StringComparison.Ordinal);
        var gap = Assert.Throws<InvalidDataException>(() => WorkflowState.Load(run.State.ToRecord(), [run.State.ToNodeRecord(1)]));
        Assert.Contains("the record of node 0 is missing", gap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ResourcesAndSelectors_AreInTheRequest()
    {
        var run = new VirtualRun(Yaml.Template("container: {image: x, resources: {requests: {cpu: 250m, memory: 64Mi}}}\n    nodeSelector: {disk: ssd}", spec: "nodeSelector: {zone: a}\n  priority: 4")).Run();
        var request = run.Requests.Single();
        Assert.Equal((0.25, 64L * 1024 * 1024, 4), (request.Cpu, request.Memory, request.Priority));
        Assert.Equal(["disk"], request.NodeSelector.Keys.Order());
    }
}
