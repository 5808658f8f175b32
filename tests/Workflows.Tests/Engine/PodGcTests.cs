using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary><c>podGC</c>: what of ended pods stays, and when it goes.</summary>
public sealed class PodGcTests
{
    private static readonly Dictionary<string, string> Blue = new() { ["team"] = "blue", [PodFacts.WorkflowLabel] = "wf" };

    [Theory]
    [InlineData("", null)]
    [InlineData("{}", null)]
    [InlineData("{strategy: OnPodCompletion}", null)]
    [InlineData("{strategy: OnPodSuccess}", "deletion 0 -")]
    [InlineData("{strategy: OnWorkflowCompletion}", "end - -")]
    [InlineData("{strategy: OnWorkflowSuccess}", "end - -")]
    [InlineData("{strategy: OnPodCompletion, deleteDelayDuration: 1m30s}", "deletion 90 90")]
    [InlineData("{strategy: OnPodSuccess, deleteDelayDuration: \"30\"}", "deletion 30 -")]
    [InlineData("{strategy: OnPodCompletion, deleteDelayDuration: soon}", null)]
    [InlineData("{strategy: OnPodCompletion, labelSelector: {matchLabels: {team: blue}}}", null)]
    [InlineData("{strategy: OnPodCompletion, labelSelector: {matchLabels: {team: red}}}", "deletion - -")]
    [InlineData("{strategy: OnWorkflowCompletion, labelSelector: {matchExpressions: [{key: team, operator: NotIn, values: [red]}, {key: workflows.argoproj.io/workflow, operator: In, values: [wf]}]}}", "end - -")]
    [InlineData("{strategy: OnWorkflowCompletion, labelSelector: {matchExpressions: [{key: team, operator: DoesNotExist}]}}", "deletion - -")]
    [InlineData("{strategy: OnWorkflowCompletion, labelSelector: {matchExpressions: [{key: team, operator: Exists}, {key: none, operator: NotIn, values: [x]}]}}", "end - -")]
    public void StrategySelectorAndDelay_SayWhatStaysOfAPod(string podGc, string? expected)
    {
        var state = new VirtualRun(Manifest(podGc)).State;

        var plan = PodGcRules.Of(state.Workflow.Spec, state.Uid, 0, Blue);

        Assert.Equal(expected, plan is null ? null : $"{(plan.Group.WithWorkflow ? "deletion" : "end")} {Seconds(plan.Succeeded)} {Seconds(plan.Failed)}");
        Assert.True(plan is null || PodGcRules.Groups(state).Contains(plan.Group));
    }

    [Theory]
    [InlineData("{strategy: OnWorkflowCompletion}", 0, 0)]
    [InlineData("{strategy: OnWorkflowCompletion, deleteDelayDuration: 1h}", 3600, 3600)]
    [InlineData("{strategy: OnWorkflowSuccess}", 0, null)]
    [InlineData("{strategy: OnPodSuccess}", null, null)]
    public void Kept_GoWithTheEndThatTheStrategyNames_OrWithTheWorkflow(string podGc, int? afterSuccess, int? afterFailure)
    {
        foreach (var (failure, expected) in ((bool, int?)[])[(false, afterSuccess), (true, afterFailure)])
        {
            var run = new VirtualRun(Manifest(podGc)).On("c", failure ? Outcome.Fails() : Outcome.Ok);
            var (end, deletion) = (new PodGcGroup(run.State.Uid, 0, WithWorkflow: false), new PodGcGroup(run.State.Uid, 0, WithWorkflow: true));
            run.RunFor(0.5);
            Assert.Null(PodGcRules.GoesAt(run.State, end));

            run.Run();

            var at = expected is { } seconds ? run.State.FinishedAt!.Value.AddSeconds(seconds) : (DateTimeOffset?)null;
            Assert.Equal((at, at), (PodGcRules.GoesAt(run.State, end), PodGcRules.GoesAt(run.State.ToRecord(), end)));
            Assert.Null(PodGcRules.GoesAt(run.State.ToRecord(), deletion));
        }
    }

    [Theory]
    [InlineData("{strategy: OnWorkflowCompletion}", true)]
    [InlineData("{strategy: OnWorkflowSuccess}", false)]
    public void RetryByHand_KeepsInAGroupOfItsOwn(string podGc, bool oldOnesGo)
    {
        var failures = 0;
        var run = new VirtualRun(Manifest(podGc)).On("c", _ => failures++ == 0 ? Outcome.Fails() : Outcome.Ok).Run();
        run.Ask(new RetryRequested(false, null, new Dictionary<string, string>())).RunFor(0.5);

        Assert.Equal(oldOnesGo, PodGcRules.GoesAt(run.State, new PodGcGroup(run.State.Uid, 0, false)) is not null);
        Assert.Null(PodGcRules.GoesAt(run.State, new PodGcGroup(run.State.Uid, 1, false)));
        run.Run();
        Assert.All(PodGcRules.Groups(run.State).Where(group => !group.WithWorkflow), group => Assert.NotNull(PodGcRules.GoesAt(run.State.ToRecord(), group)));
        Assert.Equal(4, PodGcRules.Groups(run.State).Count);
    }

    [Theory]
    [InlineData("6d1f5b1e0d0c4a5e8f553f8f3a5c2b01.0.end", true)]
    [InlineData("6d1f5b1e0d0c4a5e8f553f8f3a5c2b01.12.deletion", true)]
    [InlineData("6d1f5b1e0d0c4a5e8f553f8f3a5c2b01.12", false)]
    [InlineData("6d1f5b1e0d0c4a5e8f553f8f3a5c2b01.-1.end", false)]
    [InlineData("x.0.end", false)]
    [InlineData("", false)]
    public void Group_IsReadAsItIsWritten(string text, bool known)
    {
        Assert.Equal(known, PodGcGroup.TryParse(text, out var group));
        Assert.True(!known || group.ToString() == text);
    }

    private static string Seconds(TimeSpan? time) => time is { } span ? $"{span.TotalSeconds:F0}" : "-";

    private static string Manifest(string podGc) => $$$"""
        kind: Workflow
        metadata: {name: wf}
        spec:
          entrypoint: main
          {{{(podGc.Length == 0 ? "" : $"podGC: {podGc}")}}}
          templates:
          - name: main
            steps:
            - [{name: a, template: one}]
            - [{name: c, template: one}]
          - {name: one, container: {image: x} }
        """;
}
