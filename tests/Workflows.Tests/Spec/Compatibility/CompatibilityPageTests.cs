using System.Text.RegularExpressions;
using Fleet.Workflows.Spec.Fields;

namespace Fleet.Workflows.Tests.Spec.Compatibility;

/// <summary>docs/compatibility.md says what the field table says, and every supported field has a test that shows it.</summary>
public sealed class CompatibilityPageTests
{
    private static readonly string Root = FindRoot();

    [Fact]
    public void Page_ListsEveryFieldOfTheTable()
    {
        var file = Path.Combine(Root, "docs", "compatibility.md");
        var text = File.ReadAllText(file);
        var at = text.IndexOf(CompatibilityPage.Marker, StringComparison.Ordinal);
        var generated = CompatibilityPage.Generate();
        if (Environment.GetEnvironmentVariable("FLEET_WRITE_DOCS") == "1")
        {
            File.WriteAllText(file, (at < 0 ? text.TrimEnd() + "\n\n" : text[..at]) + generated);
            return;
        }

        Assert.True(at >= 0 && text[at..] == generated, "docs/compatibility.md is not what the field table says: run this test once with FLEET_WRITE_DOCS=1 and commit the file");
    }

    [Fact]
    public void SupportedFields_HaveATest() => Assert.Empty(FieldTable.Types
        .SelectMany(type => type.Fields.Where(field => field.Class == FieldClass.Supported && FieldEvidence.Find(type.Name, field.Name) is null).Select(field => $"{type.Name}.{field.Name}")));

    [Fact]
    public void Evidence_IsOfSupportedFields_AndNamesTestsThatExist()
    {
        foreach (var (field, _) in FieldEvidence.All)
        {
            var parts = field.Split('.');
            Assert.True(FieldTable.Find(parts[0])?.Find(parts[1])?.Class == FieldClass.Supported, $"{field} is not supported, and has a test");
        }

        foreach (var test in FieldEvidence.All.Values.Distinct(StringComparer.Ordinal))
        {
            var parts = test.Split('.');
            var files = Directory.EnumerateFiles(Path.Combine(Root, "tests"), parts[0] + ".cs", SearchOption.AllDirectories);
            Assert.True(files.Any(file => Regex.IsMatch(File.ReadAllText(file), $@"public (void|(async )?Task) {parts[1]}\(")), $"there is no test {test}");
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fleet.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
