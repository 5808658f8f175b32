using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Spec;

public sealed class SubmissionTests
{
    private const string Manifest = """{"kind":"Workflow","metadata":{"name":"a","labels":{"x":"1"}},"spec":{"entrypoint":"m","arguments":{"parameters":[{"name":"p","value":"1","enum":["1","2"]},{"name":"q","valueFrom":{"configMapKeyRef":{"name":"c","key":"k"}}}]}}}""";

    [Fact]
    public void Apply_Everything_IsInPlace()
    {
        var json = Submission.Apply(Manifest, new SubmissionChanges
        {
            GenerateName = "b-",
            Namespace = "n",
            Entrypoint = "other",
            Priority = 7,
            Parameters = new Dictionary<string, string> { ["p"] = "2", ["q"] = "x", ["new"] = "\"y\"" },
            Labels = new Dictionary<string, string> { ["x"] = "2", ["z"] = "3" },
        });

        Assert.Equal(
            """{"kind":"Workflow","metadata":{"labels":{"x":"2","z":"3"},"generateName":"b-","namespace":"n"},"spec":{"entrypoint":"other","arguments":{"parameters":[{"name":"p","value":"2","enum":["1","2"]},{"name":"q","value":"x"},{"name":"new","value":"\"y\""}]},"priority":7}}""",
            json);
    }

    [Fact]
    public void Apply_Nothing_ChangesNothing() => Assert.Equal(Manifest, Submission.Apply(Manifest, new SubmissionChanges()));

    [Fact]
    public void Apply_NoObject_SaysSo()
    {
        Assert.Throws<SpecFormatException>(() => Submission.Apply("[]", new SubmissionChanges()));
        Assert.Throws<SpecFormatException>(() => Submission.Apply("{", new SubmissionChanges()));
    }

    [Fact]
    public void Load_Changes_AreValidated()
    {
        const string Yaml = "kind: Workflow\nspec:\n  entrypoint: m\n  arguments:\n    parameters:\n    - {name: p, value: '1', enum: ['1', '2']}\n  templates: [{name: m, suspend: {}}]\n";

        var bad = WorkflowLoader.Load(Yaml, new LoadOptions { Changes = new SubmissionChanges { Entrypoint = "x", Parameters = new Dictionary<string, string> { ["p"] = "3" } } });
        Assert.Equal(["template name 'x' undefined", "spec.arguments.p.value should be present in spec.arguments.p.enum list"], bad.Errors.Select(e => e.Message));
        Assert.Equal([3, 6], bad.Errors.Select(e => e.Line));

        var good = WorkflowLoader.Load(Yaml, new LoadOptions { Changes = new SubmissionChanges { Name = "w", Parameters = new Dictionary<string, string> { ["p"] = "2" } } });
        Assert.Empty(good.Errors);
        Assert.Equal("w", good.Documents[0].Name);
        Assert.Equal("2", good.Documents[0].Workflow!.Spec.Arguments.FindParameter("p")!.Value);
    }

    [Fact]
    public void Complete_Prefix_IsCutAndFollowedByFiveCharacters()
    {
        Assert.Equal("hello-bcd2b", GeneratedName.Complete("hello-", [0, 1, 2, 20, 27]));
        Assert.Equal(63, GeneratedName.Complete(new string('a', 100), [0, 0, 0, 0, 0]).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => GeneratedName.Complete("a", [1]));
    }
}
