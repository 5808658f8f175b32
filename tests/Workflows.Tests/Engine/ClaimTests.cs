using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Volume claims: who mounts which, where they lie, and how long they stay.</summary>
public sealed class ClaimTests
{
    [Fact]
    public void ClaimTemplates_GiveVolumesOfTheirName_AndTheFirstTaskTheirPlace()
    {
        var run = new VirtualRun(Manifest()) { ReloadAlways = true }.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        var (first, second, third) = (run.Request("wf[0].a"), run.Request("wf[1].b"), run.Request("wf[2].c"));
        Assert.Equal([new TaskClaim("wf-work", $"{run.State.Uid:N}-work")], first.Claims);
        Assert.Equal(("wf-work", true), (first.Template.Volumes[0].ClaimName, second.Template.Volumes[0].ClaimReadOnly));
        Assert.Equal([new TaskClaim("wf-work", $"{run.State.Uid:N}-work"), new TaskClaim("shared", null)], second.Claims);
        Assert.Equal((null, "engine-1", null), (first.ClaimEngine, second.ClaimEngine, third.ClaimEngine));
        Assert.Equal([new PlacedClaim(new ClaimId(run.State.Uid, 0, "work"), "engine-1")], ClaimRules.Placed(run.State));
    }

    [Fact]
    public void Names_OfVolumesAndClaims_HaveTheirTagsReplaced()
    {
        var run = new VirtualRun("""
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              arguments: {parameters: [{name: p, value: pv}]}
              volumeClaimTemplates: [{metadata: {name: "v-{{workflow.parameters.p}}"}, spec: {}}]
              volumes: [{name: "c-{{workflow.parameters.p}}", emptyDir: {}}]
              templates: [{name: main, container: {image: x, volumeMounts: [{name: v-pv, mountPath: /v}, {name: "c-{{workflow.parameters.p}}", mountPath: /c}]}}]
            """) { ReloadAlways = true }.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(["v-pv", "c-pv"], run.Request("wf").Template.Volumes.Select(volume => volume.Name));
        Assert.Equal([new TaskClaim("wf-v-pv", $"{run.State.Uid:N}-v-pv")], run.Request("wf").Claims);
        Assert.Equal([new PlacedClaim(new ClaimId(run.State.Uid, 0, "v-pv"), "engine-1")], ClaimRules.Placed(run.State));
    }

    [Theory]
    [InlineData("", false, true)]
    [InlineData("volumeClaimGC: {strategy: OnWorkflowSuccess}", false, true)]
    [InlineData("volumeClaimGC: {strategy: OnWorkflowCompletion}", false, false)]
    [InlineData("volumeClaimGC: {strategy: Never}", true, true)]
    public void Volumes_GoWithTheEndThatTheStrategyNames(string strategy, bool afterSuccess, bool afterFailure)
    {
        var run = new VirtualRun(Manifest(strategy));
        var claim = new ClaimId(run.State.Uid, 0, "work");
        run.RunFor(0.5);
        Assert.True(ClaimRules.Keeps(run.State, claim));
        run.Run();
        Assert.Equal((afterSuccess, afterSuccess), (ClaimRules.Keeps(run.State, claim), ClaimRules.Keeps(run.State.ToRecord(), claim)));

        run = new VirtualRun(Manifest(strategy)).On("c", Outcome.Fails()).Run();
        Assert.Equal((afterFailure, afterFailure), (ClaimRules.Keeps(run.State, claim), ClaimRules.Keeps(run.State.ToRecord(), claim)));
    }

    [Theory]
    [InlineData("", "1-work")]
    [InlineData("volumeClaimGC: {strategy: OnWorkflowCompletion}", ".1-work")]
    public void RetryByHand_GoesOnWithTheVolumesThatStayed_OrHasNewOnesWithOtherIds(string strategy, string id)
    {
        var failures = 0;
        var run = new VirtualRun(Manifest(strategy)).On("b", _ => failures++ == 0 ? Outcome.Fails() : Outcome.Ok).Run();
        run.Ask(new RetryRequested(false, null, new Dictionary<string, string>())).Run();

        Assert.Equal("Succeeded", run.View().Phase);
        var again = run.Requests.Last(request => request.NodeName == "wf[1].b");
        Assert.EndsWith(id, again.Claims[0].Own, StringComparison.Ordinal);
        Assert.False(ClaimRules.Keeps(run.State, new ClaimId(run.State.Uid, 0, "work")));
    }

    [Theory]
    [InlineData("6d1f5b1e0d0c4a5e8f553f8f3a5c2b01-work-2", 0, "work-2")]
    [InlineData("6d1f5b1e0d0c4a5e8f553f8f3a5c2b01.12-work", 12, "work")]
    public void ClaimId_IsReadAsItIsWritten(string text, int generation, string template)
    {
        Assert.True(ClaimId.TryParse(text, out var id));
        Assert.Equal((generation, template, text), (id.Generation, id.Template, id.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("my-volume")]
    [InlineData("6d1f5b1e0d0c4a5e8f553f8f3a5c2b01x1-work")]
    public void ClaimId_OfSomethingElse_IsNone(string text) => Assert.False(ClaimId.TryParse(text, out _));

    private static string Manifest(string strategy = "") => $$$"""
        kind: Workflow
        metadata: {name: wf}
        spec:
          entrypoint: main
          volumeClaimTemplates:
          - metadata: {name: work}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi} } }
          {{{strategy}}}
          templates:
          - name: main
            steps:
            - [{name: a, template: writes}]
            - [{name: b, template: reads}]
            - [{name: c, template: none}]
          - {name: writes, container: {image: x, volumeMounts: [{name: work, mountPath: /w}]} }
          - name: reads
            volumes:
            - {name: same, persistentVolumeClaim: {claimName: "{{workflow.name}}-work", readOnly: true}}
            - {name: other, persistentVolumeClaim: {claimName: shared}}
            container: {image: x, volumeMounts: [{name: same, mountPath: /r}, {name: other, mountPath: /s}]}
          - {name: none, container: {image: x}}
        """;
}
