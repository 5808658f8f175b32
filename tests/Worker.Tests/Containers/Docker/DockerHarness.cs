using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Docker;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Worker.Tests.Containers.Docker;

internal sealed class DockerHarness : ShellHarness
{
    public const string Alpine = "alpine:latest";

    protected override string Image => Alpine;

    public override async Task<IContainerRuntime> StartAsync(CancellationToken cancellationToken) => await ConnectAsync(new DockerRuntimeOptions(), cancellationToken);

    public override PodWork WithoutImage() => new()
    {
        Containers = [new ContainerWork { Name = "main", Image = "fleet-test/not-there:1", ImagePullPolicy = "Never" }],
    };

    /// <summary>A runtime on the engine of this machine; without one the test is skipped, or fails where an engine is required (test.sh).</summary>
    public static async Task<DockerRuntime> ConnectAsync(DockerRuntimeOptions options, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("FLEET_TEST_UNIT") == "1")
            Assert.Skip("FLEET_TEST_UNIT=1: tests that need a container engine are left out");
        var runtime = new DockerRuntime(options, NullLogger<DockerRuntime>.Instance, TimeProvider.System);
        try
        {
            await runtime.InfoAsync(cancellationToken);
            return runtime;
        }
        catch (EngineUnavailableException e) when (Environment.GetEnvironmentVariable("FLEET_TEST_REQUIRE") != "1")
        {
            await runtime.DisposeAsync();
            Assert.Skip(e.Message);
            throw;
        }
    }
}
