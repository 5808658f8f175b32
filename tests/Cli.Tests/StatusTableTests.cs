using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fleet.Cli.Tests;

/// <summary>docs/compatibility.md, "What the status has", against what simulations of the examples write.</summary>
public sealed partial class StatusTableTests
{
    private static readonly string Root = DocumentationTests.FindRoot();

    [Fact]
    public async Task Status_HasWhatTheTableSays_AndNothingElse()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        using var cli = new CliRun();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, "examples"), "*.yaml"))
        {
            await cli.RunAsync(null, "simulate", file, "-o", "json");
            using var workflow = JsonDocument.Parse(cli.Out);
            Note(seen, workflow.RootElement.GetProperty("status"));
        }

        var rows = Row().Matches(await File.ReadAllTextAsync(Path.Combine(Root, "docs/compatibility.md"), TestContext.Current.CancellationToken))
            .SelectMany(row => row.Groups["types"].Value.Split(", ").SelectMany(type => Name().Matches(row.Groups["fields"].Value).Select(name => (Field: $"{type}.{name.Groups[1].Value}", Written: row.Groups["written"].Value == "yes", Always: row.Groups["note"].Value.Length == 0)))).ToList();

        Assert.Equal([], seen.Except(rows.Where(row => row.Written).Select(row => row.Field)));
        Assert.Equal([], rows.Where(row => row is { Written: true, Always: true } && !row.Field.EndsWith(".clusterScope", StringComparison.Ordinal)).Select(row => row.Field).Except([.. seen, "Inputs.result", "Inputs.exitCode"]));
    }

    private static void Note(HashSet<string> seen, JsonElement status)
    {
        Note(seen, "WorkflowStatus", status);
        foreach (var condition in status.GetProperty("conditions").EnumerateArray())
            Note(seen, "Condition", condition);
        foreach (var node in status.GetProperty("nodes").EnumerateObject().Select(node => node.Value))
        {
            Note(seen, "NodeStatus", node);
            foreach (var (field, type) in ((string, string)[])[("inputs", "Inputs"), ("outputs", "Outputs"), ("nodeFlag", "NodeFlag"), ("memoizationStatus", "MemoizationStatus"), ("templateRef", "TemplateRef")])
            {
                if (node.TryGetProperty(field, out var inner))
                    Note(seen, type, inner);
            }
        }
    }

    private static void Note(HashSet<string> seen, string type, JsonElement element) => seen.UnionWith(element.EnumerateObject().Select(property => $"{type}.{property.Name}"));

    [GeneratedRegex(@"^\| (?<types>[A-Z]\w+(, [A-Z]\w+)*) \| (?<fields>`[^|]*`) \| (?<written>yes|no) \| (?<note>[^|]*?) ?\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
