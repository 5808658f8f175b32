using Fleet.Contracts;
using Fleet.Worker.Execution;

namespace Fleet.Worker.Tests.Execution;

public sealed class EnvironmentReferenceTests
{
    private static readonly EnvironmentVariable[] Variables = [new("A", "one"), new("B", "$(A)-two"), new("C", "$(D)"), new("D", "$$(A)")];

    [Theory]
    [InlineData("$(A) and $(B)", "one and one-two")]
    [InlineData("$(C)", "$(D)")]
    [InlineData("$(D)", "$(A)")]
    [InlineData("$$(A) $$$(A)", "$(A) $one")]
    [InlineData("$(NONE) $A ${A} $(date)", "$(NONE) $A ${A} $(date)")]
    [InlineData("a$ $(A $", "a$ $(A $")]
    [InlineData("$()$(A)", "$()one")]
    public void Arguments_HaveTheVariables(string argument, string expected)
    {
        var work = EnvironmentReferences.Expand(new ContainerWork { Name = "main", Image = "x", Env = Variables, Command = ["run", argument], Args = [argument] }, "host-1");

        Assert.Equal(["run", expected], work.Command!);
        Assert.Equal([expected], work.Args!);
        Assert.Equal(["one", "one-two", "$(D)", "$(A)"], work.Env.Select(variable => variable.Value));
    }

    [Fact]
    public void Container_WithoutReferences_StaysTheSame()
    {
        var work = new ContainerWork { Name = "main", Image = "x", Env = [new("A", "one")], Args = ["a (b)"] };

        Assert.Same(work, EnvironmentReferences.Expand(work, "host-1"));
    }

    [Fact]
    public void Variable_OfTheHost_HasItsName_AlsoInOthers()
    {
        var work = EnvironmentReferences.Expand(new ContainerWork { Name = "main", Image = "x", Env = [new("NODE", "") { OfHost = true }, new("AT", "on $(NODE)")] }, "host-1");

        Assert.Equal(["host-1", "on host-1"], work.Env.Select(variable => variable.Value));
    }
}
