using System.Text;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Tests.Spec;

public sealed class LoaderLimitTests
{
    [Fact]
    public void Load_AliasBomb_IsRefused()
    {
        var yaml = new StringBuilder("kind: Workflow\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 20; i++)
            yaml.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");

        Assert.Contains("aliases", Assert.Single(WorkflowLoader.Load(yaml.ToString()).Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AliasBombOfLongText_IsRefused()
    {
        var yaml = $"kind: Workflow\na: &a {new string('x', 1_000_000)}\nb: [{string.Join(", ", Enumerable.Repeat("*a", 1000))}]\n";

        Assert.Contains("aliases", Assert.Single(WorkflowLoader.Load(yaml).Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind: Workflow\nspec: ", "[")]
    [InlineData("kind: Workflow\nspec: ", "{a: ")]
    [InlineData("kind: Workflow\nspec:\n  ", "- ")]
    [InlineData("", "{\"a\":")]
    public void Load_DeepNesting_IsRefused(string begin, string part) =>
        Assert.NotEmpty(WorkflowLoader.Load(begin + string.Concat(Enumerable.Repeat(part, 20_000))).Errors);

    [Fact]
    public void Load_LongText_IsRefused() =>
        Assert.Contains("longer than", Assert.Single(WorkflowLoader.Load(new string('#', TreeLimits.MaxText + 1)).Errors).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_MoreErrorsThanAnyoneReads_AreCounted()
    {
        var yaml = "kind: Workflow\nspec:\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"  wrong{i}: 1\n"));

        var errors = WorkflowLoader.Load(yaml).Errors;
        Assert.Equal(201, errors.Count);
        Assert.Contains("more errors", errors[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ThousandQuotedScalarsWithoutIndentation_EndsSoon()
    {
        var yaml = "kind: Workflow\nspec:\n  x:\n" + string.Concat(Enumerable.Repeat("  - [\"a\n b\"]\n", 1000));

        Assert.NotEmpty(WorkflowLoader.Load(yaml).Errors);
    }
}
