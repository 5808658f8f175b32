using System.Text.RegularExpressions;
using Fleet.Workflows.Spec.Fields;

namespace Fleet.Conformance.Tests.Controller;

/// <summary>The cases of controller.jsonl that no test here runs, each with what it waits for.</summary>
public sealed class WaitingCaseTests
{
    // A field of the field table that is not built yet; or, with a blank in it, what else is missing.
    private static readonly Dictionary<string, string> Waiting = new(StringComparer.Ordinal);

    // Argo's test lowers a limit of the controller that is no setting here; the same rule is tested at its own value.
    private static readonly string[] OtherManifest = ["TestMaxDepth"];

    [Fact]
    public void Cases_AreTestedOrWaitForSomethingNotBuilt()
    {
        Assert.SkipWhen(ControllerCase.Ids is null, ConformanceFiles.Missing);
        var tested = ControllerCase.Tested();

        Assert.Equal(ControllerCase.Ids!.Order(StringComparer.Ordinal), tested.Concat(Waiting.Keys).Concat(OtherManifest).Order(StringComparer.Ordinal));
        Assert.All(Waiting.Values.Where(field => Regex.IsMatch(field, @"^\w+\.\w+$")), field =>
        {
            var parts = field.Split('.');
            Assert.True(FieldTable.Find(parts[0])!.Find(parts[1])!.Class == FieldClass.NotBuiltYet, $"{field} is built: its cases can be tested");
        });
    }
}
