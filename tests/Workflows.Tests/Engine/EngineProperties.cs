using System.Text.Json;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>What holds for every workflow, whatever its tasks do.</summary>
[Properties(Arbitrary = [typeof(Seeds)])]
public sealed class EngineProperties
{
    private const int Usual = 300;

    [Cases(Usual)]
    public void EveryWorkflow_Ends_WithoutOpenNodes(int seed)
    {
        Standstill.AssertEnded(new RandomRuns(seed).Run().Run(), $"seed {seed}");
    }

    // Two that wait for one mutex took it and the last place by turns, for ever.
    [Fact]
    public void EveryWorkflow_FoundBefore_Ends() => EveryWorkflow_Ends_WithoutOpenNodes(166252201);

    [Cases(Usual)]
    public void LoadingBeforeEveryEvent_ChangesNothing(int seed)
    {
        var workflow = new RandomRuns(seed);
        var plain = workflow.Run().Run();
        var loaded = workflow.Run(reload: true).Run();
        Assert.Equal(plain.Events.Select(e => e.ToString()), loaded.Events.Select(e => e.ToString()));
        Assert.Equal(plain.View().Json, loaded.View().Json);
    }

    // A hook that waited was not run where its task had ended meanwhile, and that was looked at when the workflow had a place again, or its template: the one it waited for was another after a load.
    [Fact]
    public void LoadingBeforeEveryEvent_FoundBefore_ChangesNothing() => LoadingBeforeEveryEvent_ChangesNothing(2015825122);

    [Cases(Usual / 3)]
    public void RetryByHand_Ends_WithoutOpenNodes_AndLoadsTheSame(int seed)
    {
        var workflow = new RandomRuns(seed);
        var plain = Retried(workflow.Run(), workflow);
        var loaded = Retried(workflow.Run(reload: true), workflow);
        var view = plain.View();
        Standstill.AssertEnded(plain, $"seed {seed}");
        Assert.Equal(view.Nodes.Select(n => n.Id).Distinct(), view.Nodes.Select(n => n.Id));
        Assert.Equal(plain.Events.Select(e => e.ToString()), loaded.Events.Select(e => e.ToString()));
        Assert.Equal(view.Json, loaded.View().Json);
    }

    // A looped task had its group made before a reload, and after it only with a place; attempts of a hook that failed before the retry let its template fail fast for ever;
    // a looped task needs no place of parallelism, and waited for one.
    [Theory]
    [InlineData(934164562)]
    [InlineData(1628655075)]
    [InlineData(1437948490)]
    public void RetryByHand_FoundBefore_Ends(int seed) => RetryByHand_Ends_WithoutOpenNodes_AndLoadsTheSame(seed);

    // Twice: once where tasks end as they do, once where all of them succeed.
    private static VirtualRun Retried(VirtualRun run, RandomRuns workflow)
    {
        run.Run();
        for (var i = 1; i <= 2 && run.View().Phase is "Failed" or "Error"; i++)
        {
            if (i == 2)
                run.OutcomeOf = name => workflow.OutcomeOf(name) with { ExitCode = 0, OutputError = null };
            run.Ask(new RetryRequested(false, null, new Dictionary<string, string>())).Run();
        }

        return run;
    }

    [Cases(Usual)]
    public void DoubledEvents_ChangeNothing(int seed)
    {
        var workflow = new RandomRuns(seed);
        var plain = workflow.Run().Run();
        var doubled = workflow.Run();
        var changes = new List<string>();
        doubled.Doubles = (e, d) =>
        {
            if (d.Commands.Count > 0 || d.Nodes.Count > 0 || d.WorkflowChanged)
                changes.Add($"seed {seed}: {e}");
        };
        doubled.Run();
        Assert.Empty(changes);
        Assert.Equal(plain.View().Json, doubled.View().Json);
    }

    [Cases(Usual)]
    public void Parallelism_IsNeverExceeded(int seed)
    {
        var workflow = new RandomRuns(seed);
        using var manifest = JsonDocument.Parse(workflow.Workflow.Manifest);
        var limit = manifest.RootElement.GetProperty("spec").TryGetProperty("parallelism", out var p) ? p.GetInt32() : int.MaxValue;
        var run = workflow.Script(new VirtualRun(workflow.Workflow.Manifest, "wf"));
        run.Run();
        Assert.InRange(run.MostRunning, 0, limit);
    }

    [Cases(Usual)]
    public void ATask_Starts_OnlyAfterItsDependencies(int seed)
    {
        var runs = new RandomRuns(seed);
        // What depends on a daemon starts while it runs.
        if (runs.Workflow.Has("daemon"))
            return;
        var run = runs.Run().Run();
        var view = run.View();
        var byId = view.Nodes.ToDictionary(n => n.Id);
        foreach (var node in view.Nodes.Where(n => n.Type is "Pod" or "Skipped" or "TaskGroup"))
        {
            foreach (var child in node.Children.Select(c => byId[c]).Where(c => !c.Flag("hooked") && node.Type != "TaskGroup" && c.Type != "Container"))
                Assert.True(string.CompareOrdinal(node.Text("finishedAt"), child.Text("startedAt")) <= 0, $"seed {seed}: {child.Name} began at {child.Text("startedAt")}, before {node.Name} ended");
        }
    }

    [Cases(Usual)]
    public void FewSlots_GiveTheSamePhases(int seed)
    {
        // Deadlines and limits make the outcome depend on time: they are left out.
        var workflow = new RandomRuns(seed);
        if (workflow.Workflow.Has("activeDeadline", "timeout", "failFast\":true", "parallelism", "memoize", "\"runs\"", "daemon"))
            return;
        var wide = workflow.Run().Run().View();
        var narrow = workflow.Run(slots: 1).Run().View();
        Assert.Equal(wide.Nodes.Select(n => $"{n.Name} {n.Phase}").Order(), narrow.Nodes.Select(n => $"{n.Name} {n.Phase}").Order());
    }

    [Cases(Usual)]
    public void StopAtAnyMoment_EndsTheWorkflow(int seed, byte after, bool terminate)
    {
        var run = new RandomRuns(seed).Run();
        run.Run(after % 40);
        if (!run.State.IsFinished)
            run.Ask(terminate ? new TerminateRequested() : new StopRequested(null, null));
        run.Run();
        Assert.True(run.State.IsFinished, $"seed {seed} after {after}: {run.View().Json}");
        Assert.All(run.View().Nodes, n => Assert.False(n.Phase is "Pending" or "Running", $"seed {seed} after {after}: {n.Name} is {n.Phase}"));
    }

    [Cases(Usual)]
    public void StopAtAnyMoment_OfAWorkflowThatIsLoadedAllTheTime_EndsTheSame(int seed, byte after, bool terminate)
    {
        string Stopped(bool reload)
        {
            var run = new RandomRuns(seed).Run(reload: reload);
            run.Run(after % 40);
            if (!run.State.IsFinished)
                run.Ask(terminate ? new TerminateRequested() : new StopRequested(null, null));
            return run.Run().View().Json;
        }

        Assert.Equal(Stopped(reload: false), Stopped(reload: true));
    }

    [Cases(Usual)]
    public void SuspendAndResumeAtAnyMoment_ChangesNoPhase(int seed, byte after)
    {
        var workflow = new RandomRuns(seed);
        if (workflow.Workflow.Has("activeDeadline", "timeout", "failFast\":true", "parallelism", "memoize", "\"runs\"", "daemon"))
            return;
        var plain = workflow.Run().Run().View();
        var run = workflow.Run(reload: true);
        run.Run(after % 40);
        if (!run.State.IsFinished)
        {
            run.Ask(new SuspendRequested());
            run.RunFor(100);
            if (!run.State.IsFinished)
                run.Ask(new ResumeRequested(null));
        }

        var view = run.Run().View();
        Assert.Equal(plain.Nodes.Select(n => $"{n.Name} {n.Phase}").Order(), view.Nodes.Select(n => $"{n.Name} {n.Phase}").Order());
        Assert.Equal(plain.Phase, view.Phase);
    }

    /// <summary>Seeds from the whole range: FsCheck's own integers are small.</summary>
    public static class Seeds
    {
        public static Arbitrary<int> Any() => Gen.Choose(0, int.MaxValue).ToArbitrary();
    }
}
