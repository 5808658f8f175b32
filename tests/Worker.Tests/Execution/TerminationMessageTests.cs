using System.Text;
using Fleet.Contracts;
using Fleet.Worker.Containers.Dummy;

namespace Fleet.Worker.Tests.Execution;

/// <summary>What a container that failed says of its end.</summary>
public sealed class TerminationMessageTests
{
    [Theory]
    [InlineData(1, "/why", "it broke\n", false, "it broke\n")]
    [InlineData(0, "/why", "it broke", true, null)]
    [InlineData(1, "/why", "", true, "last words\n")]
    [InlineData(1, "/why", "it broke", true, "it broke")]
    [InlineData(1, "/none", "it broke", false, null)]
    [InlineData(1, null, "it broke", true, "last words\n")]
    [InlineData(1, null, "it broke", false, null)]
    public async Task Failed_SaysWhatItsFileSays_ElseTheEndOfItsOutputWhereThatIsWanted(int exitCode, string? path, string file, bool output, string? expected)
    {
        var end = await RunAsync(exitCode, new ContainerWork { Name = "main", Image = "alpine", TerminationMessagePath = path, TerminationMessageFromOutput = output, Files = [new FileWork("/why", Encoding.UTF8.GetBytes(file), 420)] }, "last words\n");

        Assert.Equal(expected, Assert.Single(end.Containers).Message);
    }

    [Fact]
    public async Task Lengths_AreThoseOfKubernetes()
    {
        var container = new ContainerWork { Name = "main", Image = "alpine", TerminationMessagePath = "/why", Files = [new FileWork("/why", Encoding.UTF8.GetBytes("x" + new string('y', 4096)), 420)] };
        Assert.Equal(new string('y', 4096), (await RunAsync(1, container, "")).Containers[0].Message);
        container = container with { TerminationMessagePath = null, TerminationMessageFromOutput = true };
        Assert.Equal(string.Concat(Enumerable.Range(21, 80).Select(line => $"{line}\n")), (await RunAsync(1, container, string.Concat(Enumerable.Range(1, 100).Select(line => $"{line}\n")))).Containers[0].Message);
        Assert.Equal(new string('z', 2048), (await RunAsync(1, container, new string('z', 5000))).Containers[0].Message);
    }

    private static async Task<TaskFinished> RunAsync(int exitCode, ContainerWork container, string logs)
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(WorkerHarness.Pod(null, (DummyAnnotations.ExitCode, $"{exitCode}"), (DummyAnnotations.Logs, logs)) with { Containers = [container] }));
        return await worker.FinishedAsync();
    }
}
