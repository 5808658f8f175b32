using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Tests.Engine.Harness;
using Fleet.Workflows.Validation;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>artifactGC: which artifacts go when.</summary>
public sealed class ArtifactGarbageTests
{
    private const string Make = """
        - name: make
          outputs:
            artifacts:
            - {name: usual, path: /tmp/a}
            - {name: early, path: /tmp/b, artifactGC: {strategy: OnWorkflowCompletion}}
            - {name: late, path: /tmp/c, artifactGC: {strategy: OnWorkflowDeletion}}
            - {name: kept, path: /tmp/d, artifactGC: {strategy: Never}}
          container: {image: "alpine:3.23", command: [echo]}
        """;

    [Theory]
    [InlineData("", "early", "early late")]
    [InlineData("OnWorkflowCompletion", "usual early", "usual early late")]
    [InlineData("OnWorkflowDeletion", "early", "usual early late")]
    [InlineData("Never", "early", "early late")]
    public void Strategy_OfTheArtifact_GoesBeforeThatOfTheWorkflow(string strategy, string ended, string deleted)
    {
        var run = Run(strategy);

        Assert.Equal(ended, Names(run.State.Garbage(deleted: false)));
        Assert.Equal(deleted, Names(run.State.Garbage(deleted: true)));
    }

    [Fact]
    public void WhatIsGone_IsMarked_AndNotMeantAgain()
    {
        var run = Run("");
        var gone = run.State.Garbage(deleted: false);

        var decision = run.Decide(new ArtifactsDeleted(gone));
        var again = run.Decide(new ArtifactsDeleted(gone));
        run.Reload();

        Assert.Equal((1, true, 0, false), (decision.Nodes.Count, decision.WorkflowChanged, again.Nodes.Count, again.WorkflowChanged));
        Assert.Empty(run.State.Garbage(deleted: false));
        Assert.Equal("late", Names(run.State.Garbage(deleted: true)));
        Assert.Contains("\"deleted\":true", run.View()["A"].Artifact("outputs", "early"), StringComparison.Ordinal);
        Assert.DoesNotContain("deleted", run.View()["A"].Artifact("outputs", "late"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "late")]
    [InlineData("OnWorkflowDeletion", "usual named late")]
    public void Deletion_WhileTheTaskRuns_MeansWhatItMayHaveStored_UnderKeysOfTheWorkflowOnly(string strategy, string deleted)
    {
        const string More = """
                - {name: named, path: /tmp/e, s3: {key: "mine/{{workflow.uid}}.tgz"}}
                - {name: shared, path: /tmp/f, s3: {key: "shared/x.tgz"}}
                - {name: byname, path: /tmp/g, archive: {none: {}}, s3: {key: "{{workflow.name}}/all"}}
            """;
        var run = Of(strategy, Make.Replace("    - {name: early", More + "\n    - {name: early", StringComparison.Ordinal).Replace("OnWorkflowCompletion", "Never", StringComparison.Ordinal)).RunFor(0.5);
        run.Reload();

        Assert.Equal("Running", run.View()["A"].Phase);
        Assert.Empty(run.State.Garbage(deleted: false));
        Assert.Equal(deleted, Names(run.State.Garbage(deleted: true)));
        Assert.All(run.State.Garbage(deleted: true), garbage => Assert.True(garbage.MayCome));
        Assert.All(run.Run().State.Garbage(deleted: true), garbage => Assert.False(garbage.MayCome));
    }

    [Fact]
    public void Strategy_ThatIsNone_IsAnError()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: A, template: make}]]", Make.Replace("Never", "Sometimes", StringComparison.Ordinal), "artifactGC: {strategy: Whenever}"));
        var errors = WorkflowValidator.Validate(run.State.Workflow).Select(error => error.Message).ToList();

        Assert.Contains(errors, error => error.Contains("unknown strategy 'Sometimes'", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("unknown strategy 'Whenever'", StringComparison.Ordinal));
    }

    private static VirtualRun Run(string strategy) => Of(strategy, Make).Run();

    private static VirtualRun Of(string strategy, string template) =>
        new(Yaml.Template("steps: [[{name: A, template: make}]]", template, strategy.Length == 0 ? "" : $"artifactGC: {{strategy: {strategy}}}"));

    private static string Names(IReadOnlyList<ArtifactGarbage> garbage) => string.Join(' ', garbage.Select(artifact => SpecReader.ReadArtifact(artifact.Artifact).Name));
}
