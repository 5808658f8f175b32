using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Execution;

namespace Fleet.Worker.Tests.Execution;

public sealed class ExecArgumentsTests
{
    private const int Most = (128 * 1024) - 1;

    private static readonly ContainerWork Container = new() { Name = "main", Image = "alpine" };

    [Theory]
    [InlineData("", Most - 2, null)]
    [InlineData("", Most - 1, "its variable 'K' has 131072 bytes")]
    [InlineData("\0", 1, "its variable 'K' has a NUL byte")]
    [InlineData("\u00fc", Most - 3, "its variable 'K' has 131072 bytes")]
    public void Variable_ThatNoProcessCanBeGiven_IsRefused_WithoutItsValue(string begin, int more, string? why) =>
        Expect(Container with { Env = [new EnvironmentVariable("K", begin + new string('s', more), Secret: true)] }, why);

    [Theory]
    [InlineData(Most, null)]
    [InlineData(Most + 1, "131072 bytes")]
    public void Argument_ThatNoProcessCanBeGiven_IsRefused(int length, string? why)
    {
        Expect(Container with { Command = ["echo", new string('s', length)] }, why);
        Expect(Container with { Args = ["-n", new string('s', length)] }, why);
    }

    private static void Expect(ContainerWork container, string? why)
    {
        var error = Record.Exception(() => ExecArguments.Checked(container));

        Assert.Equal(why is null, error is null);
        if (why is null)
            return;
        Assert.Contains(why, Assert.IsType<ContainerRefusedException>(error).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ssss", error.Message, StringComparison.Ordinal);
    }
}
