using Fleet.Workflows.Engine;
using Fleet.Workflows.Locks;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

public sealed class SynchronizationTests
{
    private const string Locked = """
        - name: locked
          synchronization: {mutexes: [{name: m}]}
          inputs: {parameters: [{name: p, default: none}]}
          container: {image: "alpine:3.23", command: [echo]}
        """;

    private const string Slotted = """
        - name: slotted
          synchronization: {semaphores: [{configMapKeyRef: {name: cm, key: slots}}]}
          container: {image: "alpine:3.23", command: [echo]}
        """;

    private const string TwoTasks = "dag: {tasks: [{name: A, template: locked}, {name: B, template: locked}]}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mutex_OfATemplate_LetsOneRunAtATime(bool reload)
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: locked, withSequence: {count: 4}}]}", Locked)) { ReloadAlways = reload }.Run();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(1, run.MostRunning);
        Assert.Empty(run.Locks.Claims);
    }

    [Fact]
    public void Mutex_TheSecondNode_IsPendingAndSaysWhatForAndWhoHolds()
    {
        var run = new VirtualRun(Yaml.Template(TwoTasks, Locked)).On("A", Outcome.Hangs).RunFor(5);
        var view = run.View();
        Assert.Equal(("Pod", "Pending", "Waiting for team/Mutex/m lock. Lock status: 0/1"), (view["B"].Type, view["B"].Phase, view["B"].Message));
        Assert.Contains("\"synchronizationStatus\":{\"waiting\":\"team/Mutex/m\"}", view.Json, StringComparison.Ordinal);
        var holder = $"team/wf/{view["A"].Id}";
        Assert.Contains(
            """
            "synchronization":{"mutex":{"holding":[{"mutex":"team/Mutex/m","holder":"HOLDER"}],"waiting":[{"mutex":"team/Mutex/m","holder":"HOLDER"}]}}
            """.Replace("HOLDER", holder, StringComparison.Ordinal),
            view.Json,
            StringComparison.Ordinal);
        Assert.Null(view["A"].Text("synchronizationStatus"));
    }

    [Fact]
    public void Names_MayHaveTags()
    {
        const string byParameter = """
            - name: locked
              synchronization: {mutexes: [{name: "m-{{inputs.parameters.p}}", namespace: "{{workflow.namespace}}-2"}]}
              inputs: {parameters: [{name: p}]}
              container: {image: x}
            """;
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: locked, withItems: [a, b, a], arguments: {parameters: [{name: p, value: '{{item}}'}]}}]}", byParameter)).On("*", Outcome.Hangs).RunFor(1);
        Assert.Equal(["Running", "Running", "Pending"], run.View().Nodes.Where(n => n.Type == "Pod").Select(n => n.Phase));
        Assert.Equal("Waiting for team-2/Mutex/m-a lock. Lock status: 0/1", run.View()["A(2:a)"].Message);
    }

    [Fact]
    public void RetryNode_HoldsOverAllAttempts()
    {
        var retried = Locked.Replace("  container:", "  retryStrategy: {limit: 3, backoff: {duration: \"10\"}}\n  container:", StringComparison.Ordinal);
        var run = new VirtualRun(Yaml.Template(TwoTasks, retried)).On("A(0)", Outcome.Fails()).RunFor(5);
        Assert.Equal(("Retry", "Pending"), (run.View()["B"].Type, run.View()["B"].Phase));
        Assert.Equal("Running", run.View()["A"].Phase);
        var view = run.Run().View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.True(string.CompareOrdinal(view["A"].Text("finishedAt"), view["B(0)"].Text("startedAt")) <= 0);
    }

    [Fact]
    public void StepsTemplate_HoldsUntilItsLastStep()
    {
        const string steps = """
            - name: locked
              synchronization: {mutexes: [{name: m}]}
              steps: [[{name: one, template: leaf}], [{name: two, template: leaf}]]
            """;
        var run = new VirtualRun(Yaml.Template(TwoTasks, steps)).RunFor(1.5);
        Assert.Equal(("Steps", "Pending"), (run.View()["B"].Type, run.View()["B"].Phase));
        Assert.Equal(1, run.Run().MostRunning);
        Assert.Equal("Succeeded", run.View().Phase);
    }

    [Theory]
    [InlineData("Pod", "container: {image: x}")]
    [InlineData("Pod", "script: {image: x, source: y}")]
    [InlineData("Pod", "containerSet: {containers: [{name: main, image: x}, {name: beside, image: x}]}")]
    [InlineData("HTTP", "http: {url: 'http://x'}")]
    [InlineData("Suspend", "suspend: {duration: 2}")]
    [InlineData("Steps", "steps: [[{name: s, template: leaf}]]")]
    [InlineData("DAG", "dag: {tasks: [{name: t, template: leaf}]}")]
    public void EveryTemplateType_WaitsForItsLocks(string type, string body)
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: locked}]}", $"- name: locked\n  synchronization: {{mutexes: [{{name: m}}]}}\n  {body}")) { ReloadAlways = true };
        var elsewhere = run.HoldElsewhere("m");
        run.RunFor(1);
        Assert.Equal((type, "Pending"), (run.View()["A"].Type, run.View()["A"].Phase));
        Assert.Empty(run.Requests);
        run.Ask(new ResumeRequested(null));
        Assert.Equal("Pending", run.View()["A"].Phase);
        Assert.Equal(0, run.State.ActivePods);
        var view = run.ReleaseElsewhere(elsewhere).RunFor(0.5).View();
        Assert.Equal((type, "Running"), (view["A"].Type, view["A"].Phase));
        Assert.Equal(1, run.LockRows);
    }

    [Fact]
    public void Daemon_GivesItsLocksUpWhenItIsReady()
    {
        var daemon = Locked.Replace("  container:", "  daemon: true\n  container:", StringComparison.Ordinal);
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: locked}, {name: B, template: after}]}", daemon + "\n" + Locked.Replace("name: locked", "name: after", StringComparison.Ordinal))).RunFor(0.5);
        Assert.Equal(("Running", "Running"), (run.View()["A"].Phase, run.View()["B"].Phase));
        Assert.Equal(1, run.LockRows);
        Assert.Equal("Succeeded", run.Run().View().Phase);
        Assert.Equal(0, run.LockRows);
    }

    [Fact]
    public void WaitingNodes_DoNotCountForParallelism()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: locked}, {name: B, template: locked}, {name: C, template: leaf}]}", Locked, "parallelism: 2")).On("*", Outcome.Hangs).RunFor(1);
        Assert.Equal(["Running", "Pending", "Running"], new[] { "A", "B", "C" }.Select(name => run.View()[name].Phase));
    }

    [Fact]
    public void Parallelism_ComesBeforeLocks_AGrantWithoutAPlaceIsGivenBack()
    {
        // B waits for its lock, C takes the only place meanwhile: when B's turn comes there is none, and the lock stays free for others.
        const string other = "\n- name: plain\n  container: {image: x}";
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: B, template: locked}, {name: C, template: plain}]}", Locked + other, "parallelism: 1")).On("C", new Outcome { Duration = TimeSpan.FromSeconds(10) });
        var elsewhere = run.HoldElsewhere("m");
        run.RunFor(1);
        Assert.Equal(("Pending", "Running"), (run.View()["B"].Phase, run.View()["C"].Phase));
        run.ReleaseElsewhere(elsewhere).RunFor(1);
        Assert.Equal("Pending", run.View()["B"].Phase);
        Assert.Empty(run.Locks.Claims);
        run.Reload();
        Assert.Contains(run.State.WaitingReasons(), reason => reason is { Node: "wf.B", Kind: WaitingKind.WorkflowParallelism });
        Assert.Equal(1, run.Run().MostRunning);
        Assert.Equal("Succeeded", run.View()["B"].Phase);
    }

    [Fact]
    public void SuspendedWorkflow_TakesNoLocks()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: locked}]}", Locked));
        var elsewhere = run.HoldElsewhere("m");
        run.RunFor(1).Ask(new SuspendRequested());
        run.ReleaseElsewhere(elsewhere).RunFor(1);
        Assert.Empty(run.Locks.Claims);
        Assert.Equal("Succeeded", run.Ask(new ResumeRequested(null)).Run().View().Phase);
    }

    [Fact]
    public void Timeout_CountsTheTimeSpentWaiting()
    {
        var timed = Locked.Replace("  container:", "  timeout: 5s\n  container:", StringComparison.Ordinal);
        var run = new VirtualRun(Yaml.Template(TwoTasks, timed)).On("A", new Outcome { Duration = TimeSpan.FromSeconds(3) }).On("B", Outcome.Hangs).Run();
        Assert.Equal(("Failed", "Step exceeded its deadline"), (run.View()["B"].Phase, run.View()["B"].Message));
        Assert.Equal(5, (run.Now - VirtualRun.Start).TotalSeconds);
        Assert.Empty(run.Locks.Claims);
    }

    [Theory]
    [InlineData("timeout")]
    [InlineData("pendingTimeout")]
    public void Deadline_WhileWaiting_EndsTheNode(string field)
    {
        var timed = Locked.Replace("  container:", $"  {field}: 5s\n  container:", StringComparison.Ordinal);
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: locked}]}", timed));
        run.HoldElsewhere("m");
        var view = run.Run().View();
        Assert.Equal(("Failed", "timeout"), (view["A"].Phase, view["A"].Message));
        Assert.Empty(run.Requests);
        Assert.Single(run.Locks.Claims);
    }

    [Fact]
    public void Stop_WhileWaiting_EndsTheNode()
    {
        var run = new VirtualRun(Yaml.Template(TwoTasks, Locked, "onExit: leaf")).On("A", Outcome.Hangs).RunFor(1);
        var view = run.Ask(new StopRequested(null, null)).Run().View();
        Assert.Equal(("Failed", "Stopped with strategy 'Stop'"), (view["B"].Phase, view["B"].Message));
        Assert.Equal("Succeeded", view["wf.onExit"].Phase);
        Assert.Empty(run.Locks.Claims);
    }

    [Fact]
    public void WorkflowDeadline_WhileWaiting_EndsTheNode()
    {
        var run = new VirtualRun(Yaml.Template(TwoTasks, Locked, "activeDeadlineSeconds: 5")).On("A", Outcome.Hangs).Run();
        Assert.Equal(("Failed", "Step exceeded its deadline"), (run.View()["B"].Phase, run.View()["B"].Message));
        Assert.Empty(run.Locks.Claims);
    }

    [Fact]
    public void Semaphore_LetsAsManyRunAsItsLimit_AndMoreWhenItIsRaised()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: slotted, withSequence: {count: 5}}]}", Slotted)) { Limits = new() { ["team/ConfigMap/cm/slots"] = 2 } }.On("*", Outcome.Hangs).RunFor(1);
        Assert.Equal(2, run.MostRunning);
        Assert.Contains("\"semaphore\":{\"holding\":[{\"semaphore\":\"team/ConfigMap/cm/slots\",\"holders\":[\"team/wf/", run.View().Json, StringComparison.Ordinal);
        run.SetLimit(new LockName(LockKind.ConfigMap, "team", "cm", "slots"), 4).RunFor(1);
        Assert.Equal(4, run.MostRunning);
    }

    [Fact]
    public void Mutex_OfTheDatabase_IsAnotherOne()
    {
        var shared = Locked.Replace("name: locked", "name: shared", StringComparison.Ordinal).Replace("{name: m}", "{name: m, database: true}", StringComparison.Ordinal);
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: locked}, {name: B, template: shared}, {name: C, template: shared}]}", Locked + "\n" + shared)).On("*", Outcome.Hangs).RunFor(1);
        Assert.Equal(["Running", "Running", "Pending"], new[] { "A", "B", "C" }.Select(name => run.View()[name].Phase));
        Assert.Equal("Waiting for team/Database/m lock. Lock status: 0/1", run.View()["C"].Message);
    }

    [Fact]
    public void Semaphore_OfTheDatabase_InAnotherNamespace_HasItsLimitThere()
    {
        var shared = Slotted.Replace("configMapKeyRef: {name: cm, key: slots}", "database: {key: slots}, namespace: ops", StringComparison.Ordinal);
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: slotted, withSequence: {count: 3}}]}", shared)) { Limits = new() { ["ops/Database/slots"] = 2 } }.On("*", Outcome.Hangs).RunFor(1);
        Assert.Equal(2, run.MostRunning);
        Assert.Equal("Waiting for ops/Database/slots lock. Lock status: 0/2", run.View()["A(2:2)"].Message);
    }

    [Fact]
    public void Semaphore_WithoutLimit_IsAnErrorOfTheNode()
    {
        var view = new VirtualRun(Yaml.Template("steps: [[{name: A, template: slotted}]]", Slotted)).Run().View();
        Assert.Equal(("Skipped", "Error", "failed to initialize semaphore team/ConfigMap/cm/slots with limit"), (view["A"].Type, view["A"].Phase, view["A"].Message));
        Assert.Equal("step group deemed errored due to child wf[0].A error: failed to initialize semaphore team/ConfigMap/cm/slots with limit", view["[0]"].Message);
        Assert.Equal("0/0", view.Progress);
        Assert.Equal("Failed", view.Phase);
    }

    [Theory]
    [InlineData("mutexes: [{name: m}, {name: m}]", "duplicate synchronization item found")]
    [InlineData("semaphores: [{}]", "cannot get LockName for a Semaphore without a ConfigMapRef or Database")]
    [InlineData("semaphores: [{configMapKeyRef: {name: a, key: b}, database: {key: c}}]", "invalid semaphore with both ConfigMapKeyRef and Database")]
    [InlineData("mutexes: [{name: ''}]", "Invalid lock key: ResourceName is missing")]
    public void Synchronization_ThatIsNone_IsAnErrorWithArgosSentence(string synchronization, string message)
    {
        var template = Locked.Replace("mutexes: [{name: m}]", synchronization, StringComparison.Ordinal);
        var view = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: locked}]}", template)).Run().View();
        Assert.Equal(("Error", $"task 'wf.A' errored: requested configuration is invalid: {message}"), (view["A"].Phase, view["A"].Message));
    }

    [Fact]
    public void Synchronization_OneLockNamedInTwoWays_IsTakenOnce()
    {
        var template = Locked.Replace("mutexes: [{name: m}]", "mutexes: [{name: m}, {name: m, namespace: team}]", StringComparison.Ordinal);
        Assert.Equal("Succeeded", new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: locked}]}", template)).Run().View()["A"].Phase);
    }

    [Fact]
    public void Workflow_OfSeveralLocks_SaysWhichItLacksNow()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: A, template: leaf}]]", spec: "synchronization: {mutexes: [{name: one}, {name: two}]}"));
        var (one, two) = (run.HoldElsewhere("one"), run.HoldElsewhere("two"));
        run.RunFor(1);
        Assert.Equal("Waiting for team/Mutex/one lock. Lock status: 0/1", run.View().Message);
        Assert.Equal(["team/Mutex/one", "team/Mutex/two"], Waiting(run));

        run.Reload();
        run.ReleaseElsewhere(one).RunFor(1);
        Assert.Equal("Waiting for team/Mutex/two lock. Lock status: 0/1", run.View().Message);
        Assert.Equal(["team/Mutex/two"], Waiting(run));

        Assert.Equal("Succeeded", run.ReleaseElsewhere(two).Run().View().Phase);
    }

    [Fact]
    public void Workflow_WaitsPendingWithArgosMessage_ThenRuns()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: A, template: leaf}]]", spec: "arguments: {parameters: [{name: who, value: m}]}\n  synchronization: {mutexes: [{name: '{{workflow.parameters.who}}'}]}"));
        var elsewhere = run.HoldElsewhere("m");
        run.RunFor(5);
        Assert.Equal(("Pending", "Waiting for team/Mutex/m lock. Lock status: 0/1"), (run.View().Phase, run.View().Message));
        Assert.Empty(run.View().Nodes);
        Assert.Null(run.State.StartedAt);
        run.Reload();
        var view = run.ReleaseElsewhere(elsewhere).Run().View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.Null(view.Message);
        Assert.Equal(VirtualRun.Start.AddSeconds(5), run.State.StartedAt);
        Assert.Empty(run.Locks.Claims);
    }

    [Fact]
    public void Workflow_LocksOfItsWorkflowTemplate_CountToo()
    {
        const string accepted = """
            metadata: {name: wf, namespace: team}
            spec: {workflowTemplateRef: {name: t}}
            status: {storedWorkflowTemplateSpec: {entrypoint: main, synchronization: {mutexes: [{name: m}]}, templates: [{name: main, container: {image: x}}]}}
            """;
        var run = new VirtualRun(accepted);
        var elsewhere = run.HoldElsewhere("m");
        Assert.Equal(("Pending", "Waiting for team/Mutex/m lock. Lock status: 0/1"), (run.RunFor(1).View().Phase, run.View().Message));
        Assert.Equal("Succeeded", run.ReleaseElsewhere(elsewhere).Run().View().Phase);
    }

    [Fact]
    public void Workflow_WithoutLimit_Fails()
    {
        var view = new VirtualRun(Yaml.Template("steps: [[{name: A, template: leaf}]]", spec: "synchronization: {semaphores: [{database: {key: k}}]}")).Run().View();
        Assert.Equal(("Failed", "Failed to acquire the synchronization lock. failed to initialize semaphore team/Database/k with limit"), (view.Phase, view.Message));
        Assert.Empty(view.Nodes);
    }

    [Fact]
    public void Hooks_RespectLocks()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: A, template: leaf, hooks: {exit: {template: locked}}}], [{name: B, template: leaf}]]", Locked));
        var elsewhere = run.HoldElsewhere("m");
        run.RunFor(3);
        Assert.Equal("Pending", run.View()["A.onExit"].Phase);
        Assert.Null(run.View().Find("B"));
        Assert.Equal("Succeeded", run.ReleaseElsewhere(elsewhere).Run().View().Phase);
    }

    private static string?[] Waiting(VirtualRun run) =>
        [.. run.View().Root.GetProperty("status").GetProperty("synchronization").GetProperty("mutex").GetProperty("waiting").EnumerateArray().Select(entry => entry.GetProperty("mutex").GetString())];
}
