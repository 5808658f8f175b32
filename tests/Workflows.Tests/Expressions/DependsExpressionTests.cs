using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Tests.Expressions;

public sealed class DependsExpressionTests
{
    private static bool Holds(string depends, params (string Task, TaskResult Result)[] results) =>
        DependsExpression.Parse(depends).Evaluate((task, result) => results.Contains((task, result)));

    [Theory]
    [InlineData(TaskResult.Succeeded, true)]
    [InlineData(TaskResult.Skipped, true)]
    [InlineData(TaskResult.Daemoned, true)]
    [InlineData(TaskResult.Failed, false)]
    [InlineData(TaskResult.Errored, false)]
    [InlineData(TaskResult.Omitted, false)]
    public void Evaluate_BareName_MeansSucceededSkippedOrDaemoned(TaskResult result, bool expected)
    {
        Assert.Equal(expected, Holds("task-1", ("task-1", result)));
        Assert.Equal(!expected, Holds("!task-1", ("task-1", result)));
    }

    [Theory]
    [InlineData("A.Succeeded && B.Failed", true)]
    [InlineData("(A.Failed || B.Failed) && !A.Errored", true)]
    [InlineData("A.Failed || B.Succeeded && A.Succeeded", false)]
    [InlineData("A.Succeeded == B.Failed", true)]
    [InlineData("A.Succeeded != B.Failed", false)]
    public void Evaluate_Operators_Combine(string depends, bool expected) =>
        Assert.Equal(expected, Holds(depends, ("A", TaskResult.Succeeded), ("B", TaskResult.Failed)));

    [Fact]
    public void Parse_Text_ListsTasksAndLogic()
    {
        DependsExpression depends = DependsExpression.Parse("(a-1 || b.Failed) && !a-1.AnySucceeded");

        Assert.Equal(["a-1", "b"], depends.Tasks);
        Assert.Equal([null, TaskResult.Failed, TaskResult.AnySucceeded], depends.References.Select(reference => reference.Result));
        Assert.Equal("((a-1.Succeeded || a-1.Skipped || a-1.Daemoned) || b.Failed) && !a-1.AnySucceeded", depends.Logic);
    }

    [Fact]
    public void FromDependencies_ContinueOn_WidensBareNames()
    {
        DependsExpression depends = DependsExpression.FromDependencies(["A", "B"], task => new TaskContinueOn(Error: task == "A", Failed: true));

        Assert.Equal(
            "(A.Succeeded || A.Skipped || A.Daemoned || A.Errored || A.Failed) && (B.Succeeded || B.Skipped || B.Daemoned || B.Failed)",
            depends.Logic);
        Assert.True(depends.Evaluate((task, result) => (task, result) is ("A", TaskResult.Errored) or ("B", TaskResult.Failed)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A &&")]
    [InlineData("A and B")]
    [InlineData("A && true")]
    [InlineData("A.Nope")]
    [InlineData("A.succeeded")]
    [InlineData("A.0")]
    [InlineData("(A")]
    [InlineData("A)")]
    [InlineData("A & B")]
    [InlineData("A B")]
    [InlineData("A, B")]
    public void Parse_BadText_IsRefusedWithPlace(string depends)
    {
        ExpressionException error = Assert.Throws<ExpressionException>(() => DependsExpression.Parse(depends));

        Assert.Equal(ExpressionErrorKind.Syntax, error.Kind);
        Assert.NotNull(error.Offset);
    }

    [Fact]
    public void Parse_TenThousandDependencies_Evaluates()
    {
        DependsExpression depends = DependsExpression.FromDependencies(Enumerable.Range(0, 10_000).Select(i => $"task-{i}"));

        Assert.Equal(10_000, depends.Tasks.Count);
        Assert.True(depends.Evaluate((_, result) => result == TaskResult.Skipped));
        Assert.False(depends.Evaluate((task, _) => task != "task-9999"));
    }
}
