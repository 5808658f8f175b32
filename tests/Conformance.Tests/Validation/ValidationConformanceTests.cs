using System.Globalization;
using Fleet.Workflows.Spec;

namespace Fleet.Conformance.Tests.Validation;

public sealed class ValidationConformanceTests
{
    private const double LeastAgreement = 0.98;
    private const double LeastMessages = 0.95;

    private const string RegisteredElsewhere = "needs workflow-template/templates.yaml, which is not among the files";

    // Cases in which Fleet differs on purpose, with the reason. An entry that agrees after all fails the test, so the list stays true.
    private static readonly Dictionary<string, string> Accepted = new()
    {
        ["e2e-lint:nested-template"] = "refers to the template workflow-template-whalesay-template, which is not among the documents; Argo's test has created it in the cluster before",
        ["example:workflow-template/hello-world.yaml"] = RegisteredElsewhere,
        ["example:workflow-template/steps.yaml"] = RegisteredElsewhere,
        ["example:workflow-template/workflow-template-ref.yaml"] = RegisteredElsewhere,
        ["example:k8s-patch-json-workflow.yaml"] = "metadata.annotations stands in it twice: the schema test that the case comes from takes it, argo lint does not (argoproj/argo-workflows, issue 9550)",
    };

    [Fact]
    public void Validation_ArgosOwnAnswers_AgreeOnOkOrError()
    {
        var cases = Cases();
        var differ = cases.Where(c => Answer(c).Count > 0 != c.ExpectsError).ToList();

        Assert.Empty(Accepted.Keys.Except(differ.Select(c => c.Id)));
        var report = string.Join("\n", differ.Select(Describe));
        var agreement = 1 - ((double)differ.Count / cases.Count);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases.Count} cases, {agreement:P2} agree\n{report}"));
        Assert.True(agreement >= LeastAgreement, $"{differ.Count} of {cases.Count} cases differ:\n{report}");
        Assert.True(differ.All(c => Accepted.ContainsKey(c.Id)), $"cases differ without an accepted reason:\n{report}");
    }

    [Fact]
    public void Validation_ArgosOwnMessages_AreContained()
    {
        var cases = Cases().Where(c => c.ExpectsError && (c.ErrorContains ?? c.ErrorExact) is not null).ToList();
        var differ = cases.Where(c => !Answer(c).Any(e => IsArgos(c, e.Message))).ToList();

        var report = string.Join("\n", differ.Select(Describe));
        var agreement = 1 - ((double)differ.Count / cases.Count);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases.Count} messages, {agreement:P2} agree\n{report}"));
        Assert.True(agreement >= LeastMessages, $"{differ.Count} of {cases.Count} messages differ:\n{report}");
    }

    [Fact]
    public void Validation_EveryError_HasALine()
    {
        var without = Cases().Where(c => Answer(c).Any(e => e.Line == 0)).Select(Describe).ToList();

        Assert.True(without.Count == 0, string.Join("\n", without));
    }

    private static IReadOnlyList<ValidationCase> Cases()
    {
        var cases = ValidationCase.ReadAll();
        Assert.SkipWhen(cases is null, ConformanceFiles.Missing);
        return cases!;
    }

    private static bool IsArgos(ValidationCase test, string message) =>
        test.ErrorExact is { } exact ? message == exact : message.Contains(test.ErrorContains!, StringComparison.Ordinal);

    private static IReadOnlyList<SpecError> Answer(ValidationCase test)
    {
        var options = new LoadOptions { Lint = test.Lint, AcceptNotBuiltYet = true, Defaults = test.Defaults };
        var registered = test.Templates
            .SelectMany(t => WorkflowLoader.Load(t, options).Documents)
            .Select(d => d.Workflow)
            .OfType<Workflow>()
            .ToLookup(w => (w.Metadata.Name, w.Kind == "ClusterWorkflowTemplate"));
        return WorkflowLoader.Load(test.Yaml, options with { FindTemplate = (_, name, cluster) => registered[(name, cluster)].FirstOrDefault() }).Errors;
    }

    private static string Describe(ValidationCase test)
    {
        var expected = test.ExpectsError ? $"error '{test.ErrorExact ?? test.ErrorContains}'" : "ok";
        var answer = Answer(test);
        return $"{test.Id}: expected {expected}, got {(answer.Count == 0 ? "ok" : string.Join(" | ", answer.Take(3)))}";
    }
}
