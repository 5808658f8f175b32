using System.Globalization;
using System.Text.Json;

namespace Fleet.Conformance.Tests.Expressions;

public sealed class ExpressionConformanceTests
{
    private const double LeastAgreement = 0.99;

    // Cases in which Fleet differs on purpose, with the reason. An entry that agrees after all fails the test, so the list stays true.
    private static readonly Dictionary<string, string> Accepted = [];

    [Fact]
    public async Task Expressions_ArgosOwnAnswers_AgreeForNinetyNinePercent()
    {
        IReadOnlyList<ExpressionCase>? cases = ExpressionCase.ReadAll();
        Assert.SkipWhen(cases is null, ConformanceFiles.Missing);

        Dictionary<string, string> disagreements = [];
        IReadOnlyList<JsonElement> answers = await ExpressionCaseRunner.AnswersAsync(cases!);
        Assert.Equal(cases!.Count, answers.Count);
        foreach ((ExpressionCase test, JsonElement answer) in cases.Zip(answers))
        {
            if (ExpressionCaseRunner.Disagreement(test, answer) is { } difference)
                disagreements.Add(test.Id, $"{test.Id} [{test.Input}]: {difference}");
        }

        Assert.Empty(Accepted.Keys.Except(disagreements.Keys));
        string report = string.Join("\n", disagreements.Values);
        double agreement = 1 - ((double)disagreements.Count / cases.Count);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases.Count} cases, {agreement:P2} agree\n{report}"));
        Assert.True(agreement >= LeastAgreement, string.Create(CultureInfo.InvariantCulture, $"{disagreements.Count} of {cases.Count} cases differ:\n{report}"));
        Assert.True(disagreements.Keys.All(Accepted.ContainsKey), $"cases differ without an accepted reason:\n{report}");
    }
}
