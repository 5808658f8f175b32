using System.Text.Json;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Resource templates of kind Workflow: what is asked for, and what news of the other workflow mean.</summary>
public sealed class ManagedTests
{
    private const string Wait = "successCondition: status.phase == Succeeded, failureCondition: 'status.phase in (Failed, Error)'";

    [Fact]
    public void Create_AsksOnce_WithAManifestOfItsOwn()
    {
        var run = Run("action: create, setOwnerReference: true");
        var request = Assert.Single(run.Managed.Values);
        Assert.Equal((ManageAction.Create, "team", null, ManagedNews.None), (request.Action, request.Namespace, request.Name, request.News));
        using var manifest = JsonDocument.Parse(request.Manifest!);
        Assert.Equal("child-of-wf-", manifest.RootElement.GetProperty("metadata").GetProperty("generateName").GetString());
        Assert.Equal(run.State.Uid, manifest.RootElement.GetProperty("metadata").GetProperty("ownerReferences")[0].GetProperty("uid").GetGuid());
        run.Decide(new WorkflowObserved(Node(run), """{"metadata":{"name":"child-1"},"status":{"phase":"Running"}}"""));
        Assert.Equal(("Pod", "Succeeded"), (run.View()["act"].Type, run.View()["act"].Phase));
        Assert.Equal("child-1 Running and", run.View()["act"].Output("name"));
        Assert.Equal([request.Uid], run.State.OwnedWorkflows());
        Assert.Empty(run.Managed);
    }

    [Fact]
    public void Output_KeepsWhereItComesFrom()
    {
        var run = Run("action: get, successCondition: 'status.phase == Succeeded'", name: "name: other");
        run.Decide(new WorkflowObserved(Node(run), """{"metadata":{"name":"other"},"status":{"phase":"Succeeded"}}"""));
        Assert.Equal("""{"parameters":[{"name":"name","value":"other Succeeded and","valueFrom":{"jsonPath":"{.metadata.name} {.status.phase} and{.no.such}"}}]}""", run.View()["act"].Raw("outputs"));
    }

    [Theory]
    [InlineData("Succeeded", "Succeeded", null)]
    [InlineData("Error", "Failed", "failure condition 'status.phase in (Error,Failed)' evaluated true")]
    public void Conditions_AreWaitedFor(string phase, string expected, string? message)
    {
        var run = Run("action: create, " + Wait);
        Assert.Equal(ManagedNews.Phase, run.Managed.Values.Single().News);
        run.Decide(new WorkflowObserved(Node(run), """{"status":{"phase":"Running"}}"""));
        Assert.Equal("Running", run.View()["act"].Phase);
        run.Decide(new WorkflowObserved(Node(run), $$$"""{"status":{"phase":"{{{phase}}}"}}"""));
        Assert.Equal((expected, message), (run.View()["act"].Phase, run.View()["act"].Message));
        Assert.Empty(run.Decide(new WorkflowObserved(Node(run), null)).Nodes);
    }

    [Fact]
    public void Loaded_OpenOrdersAreAskedForAgain_WithTheSameKeyAndUid()
    {
        var run = Run("action: create, " + Wait);
        var before = Assert.Single(run.Managed.Values);
        run.Managed.Clear();
        run.Reload();
        run.Decide(new WorkflowLoaded());
        Assert.Equal(before, Assert.Single(run.Managed.Values));
        run.Decide(new WorkflowObserved(Node(run), """{"status":{"phase":"Succeeded"}}"""));
        run.Reload();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Empty(run.Decide(new WorkflowLoaded()).Commands);
    }

    [Fact]
    public void Deleted_WhileItIsWaitedFor_IsAnError()
    {
        var run = Run("action: create, " + Wait);
        run.Decide(new WorkflowObserved(Node(run), null));
        Assert.Equal(("Failed", "The resource has been deleted while its status was still being checked. Will not be retried"), (run.View()["act"].Phase, run.View()["act"].Message));
    }

    [Fact]
    public void Delete_NoObjectIsTheGoal()
    {
        var run = Run("action: delete");
        Assert.Equal(ManageAction.Delete, run.Managed.Values.Single().Action);
        run.Decide(new WorkflowObserved(Node(run), null));
        Assert.Equal("Succeeded", run.View().Phase);
    }

    [Fact]
    public void Flags_NameKindAndWorkflow_WithoutAManifest()
    {
        var run = new VirtualRun(Yaml.Template("resource: {action: delete, flags: [--now, workflow, 'old-{{workflow.name}}']}")).Run();
        Assert.Equal((ManageAction.Delete, "team", "old-wf"), run.Managed.Values.Single() is var request ? (request.Action, request.Namespace, request.Name) : default);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ManifestFrom_IsReadByAWorker_ThenCarriedOutAsIfItStoodThere(bool reload)
    {
        var run = new VirtualRun(FromArtifact()) { ReloadAlways = reload }.On("act", Outcome.Ok with { Result = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: child-}" }).Run();
        Assert.Equal(("m", "raw"), run.Request("wf[0].act").Template.Inputs.Artifacts[0] is var artifact ? (artifact.Name, artifact.Location) : default);
        Assert.Equal("Running", run.View()["act"].Phase);
        var request = Assert.Single(run.Managed.Values);
        Assert.Equal((ManageAction.Create, """{"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","metadata":{"generateName":"child-"}}"""), (request.Action, request.Manifest));
        run.Managed.Clear();
        run.Reload();
        run.Decide(new WorkflowLoaded());
        Assert.Equal(request, Assert.Single(run.Managed.Values));
        Assert.Empty(run.Decide(new TaskEnded(Node(run), 1, new TaskOutcome { Kind = TaskOutcomeKind.Refused, FinishedAt = run.Now })).Nodes);
        run.Decide(new WorkflowObserved(Node(run), """{"status":{"phase":"Succeeded"}}"""));
        Assert.Equal("Succeeded", run.View().Phase);
    }

    [Theory]
    [InlineData("kind: ConfigMap", null, "a resource template of kind 'ConfigMap' needs Kubernetes")]
    [InlineData("[", null, "resource.manifest is no YAML")]
    [InlineData(null, "artifact m failed to load: it is not there", "artifact m failed to load: it is not there")]
    public void ManifestFrom_WithoutAManifest_IsAnError(string? text, string? fault, string message)
    {
        var view = new VirtualRun(FromArtifact()).On("act", Outcome.Ok with { Result = text, OutputError = fault }).Run().View();
        Assert.Equal("Error", view["act"].Phase);
        Assert.StartsWith(message, view["act"].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ManifestFrom_StoppedWhileItIsRead_Fails()
    {
        var run = new VirtualRun(FromArtifact()).On("act", Outcome.Ok with { Duration = TimeSpan.FromMinutes(1), Result = "kind: Workflow" }).RunFor(1);
        run.Ask(new StopRequested(null, null)).Run();
        Assert.Equal(("Failed", 0), (run.View()["act"].Phase, run.Managed.Count));
    }

    private static string FromArtifact() => Yaml.Template(
        "steps: [[{name: act, template: act, arguments: {artifacts: [{name: m, raw: {data: x}}]}}]]",
        "- {name: act, inputs: {artifacts: [{name: m, path: /tmp/m.yaml}]}, resource: {action: create, manifestFrom: {artifact: {name: m}}, successCondition: status.phase == Succeeded}}");

    [Fact]
    public void Refused_IsAnErrorWithTheSentence()
    {
        var run = Run("action: create");
        run.Decide(new ManageRefused(Node(run), "the workflow cannot be submitted: no"));
        Assert.Equal(("Failed", "the workflow cannot be submitted: no"), (run.View()["act"].Phase, run.View()["act"].Message));
    }

    [Fact]
    public void StopAndTimeout_EndTheNode_AndItsOrder()
    {
        var run = Run("action: create, " + Wait).Ask(new StopRequested(null, null));
        Assert.Equal(("Failed", "workflow shutdown with strategy: Stop"), (run.View()["act"].Phase, run.View()["act"].Message));
        Assert.Empty(run.Managed);
        run = Run("action: create, " + Wait, "timeout: 5s, ").Run();
        Assert.Equal(("Failed", "Step exceeded its deadline"), (run.View()["act"].Phase, run.View()["act"].Message));
        Assert.Empty(run.Managed);
    }

    [Theory]
    [InlineData("action: create", "kind: ConfigMap", "a resource template of kind 'ConfigMap' needs Kubernetes; here only kind Workflow (argoproj.io/v1alpha1) can be managed")]
    [InlineData("action: patch", "kind: Workflow", "resource.action patch: the manifest of a workflow cannot be changed once it is submitted; use create, apply, get or delete")]
    [InlineData("action: create, successCondition: status.phase == \"Succeeded\"", "kind: Workflow", "success condition 'status.phase == \"Succeeded\"' failed to parse: values[0][status.phase]: Invalid value: \"\"Succeeded\"\": a valid label must be")]
    [InlineData("action: create, failureCondition: status.phase > abc", "kind: Workflow", "fail condition 'status.phase > abc' failed to parse: values[0][status.phase]: Invalid value: \"abc\": for 'Gt', 'Lt' operators, the value must be an integer")]
    [InlineData("action: create, successCondition: 'status.phase ~ x'", "kind: Workflow", "success condition 'status.phase ~ x' failed to parse: write path == value")]
    public void WhatCannotBe_EndsTheNodeInError(string resource, string kind, string message)
    {
        var run = Run(resource, kind: kind);
        Assert.Equal("Error", run.View()["act"].Phase);
        Assert.StartsWith(message, run.View()["act"].Message, StringComparison.Ordinal);
        Assert.Empty(run.Managed);
    }

    [Fact]
    public void OtherKinds_AreAcceptedWithAWarning()
    {
        var loaded = WorkflowLoader.Load(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              templates:
                - name: main
                  resource:
                    action: create
                    manifest: |
                      apiVersion: v1
                      kind: ConfigMap
            """);
        Assert.Empty(loaded.Errors);
        Assert.Contains(loaded.Warnings, warning => warning.Message == "templates.main.resource of kind 'ConfigMap' needs Kubernetes; only kind Workflow can be managed here: the node will end in Error");
    }

    [Theory]
    [InlineData("status.phase == Succeeded", true)]
    [InlineData("status.phase=Succeeded,metadata.labels.app!=b", true)]
    [InlineData("status.phase in (Failed, Succeeded)", true)]
    [InlineData("status.phase notin (Failed,Error), status.count > 2", true)]
    [InlineData("status.count<3", false)]
    [InlineData("status.ready", true)]
    [InlineData("!status.ready", false)]
    [InlineData("status.list.1 == b", true)]
    [InlineData("status.ready == true, status.nothing", false)]
    public void Condition_IsALabelSelectorOverPaths(string condition, bool holds)
    {
        var run = Run($"action: get, successCondition: '{condition}'", name: "name: other");
        run.Decide(new WorkflowObserved(Node(run), """{"metadata":{"labels":{"app":"a"}},"status":{"phase":"Succeeded","count":3,"ready":true,"list":["a","b"]}}"""));
        Assert.Equal(holds ? "Succeeded" : "Running", run.View()["act"].Phase);
    }

    [Theory]
    [InlineData(".status.outputs.parameters[] | select(.name == \"version\").value", "", "Succeeded", "1.4")]
    [InlineData(".status | keys[]", "", "Succeeded", "outputs\nphase")]
    [InlineData(".status.phase - 1", ", default: none", "Succeeded", "none")]
    [InlineData(".status.phase - 1", "", "Failed", null)]
    public void JqFilter_GivesAnOutput(string filter, string otherwise, string phase, string? value)
    {
        var template = $"- {{name: act, outputs: {{parameters: [{{name: out, valueFrom: {{jqFilter: '{filter}'{otherwise}}}}}]}}, resource: {{action: get, manifest: \"{{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {{name: other}}}}\"}}}}";
        var run = new VirtualRun(Yaml.Template("steps: [[{name: act, template: act}]]", template)).Run();
        run.Decide(new WorkflowObserved(Node(run), """{"status":{"phase":"Succeeded","outputs":{"parameters":[{"name":"version","value":"1.4"}]}}}"""));
        Assert.Equal((phase, value), (run.View()["act"].Phase, run.View()["act"].Output("out")));
        if (phase == "Failed")
            Assert.Contains("jqFilter: string (\"Succeeded\") and number (1) cannot be subtracted", run.View()["act"].Message, StringComparison.Ordinal);
    }

    private static VirtualRun Run(string resource, string fields = "", string kind = "kind: Workflow", string name = "generateName: 'child-of-{{workflow.name}}-'")
    {
        var api = kind == "kind: Workflow" ? "argoproj.io/v1alpha1" : "v1";
        var template = $"- {{name: act, {fields}outputs: {{parameters: [{{name: name, valueFrom: {{jsonPath: '{{.metadata.name}} {{.status.phase}} and{{.no.such}}'}}}}]}}, resource: {{{resource}, manifest: \"{{apiVersion: {api}, {kind}, metadata: {{{name}}}, spec: {{}}}}\"}}}}";
        return new VirtualRun(Yaml.Template("steps: [[{name: act, template: act}]]", template)).Run();
    }

    private static int Node(VirtualRun run) => run.State.NodeCount - 1;
}
