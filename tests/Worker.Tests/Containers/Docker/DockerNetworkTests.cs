using Docker.DotNet.Models;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Docker;

namespace Fleet.Worker.Tests.Containers.Docker;

/// <summary>The bridge network of task containers.</summary>
public sealed class DockerNetworkTests : DockerTest
{
    private readonly string _network = "fleet-test-" + Guid.NewGuid().ToString("N")[..12];

    protected override DockerRuntimeOptions Options => new() { Network = _network };

    public override async ValueTask DisposeAsync()
    {
        foreach (var left in await Runtime.ListAsync(FleetId, CancellationToken.None))
            await Runtime.DestroyAsync(left.Id, CancellationToken.None);
        foreach (var network in await NetworksAsync())
            await Client.Networks.DeleteNetworkAsync(network.ID, CancellationToken.None);
        await base.DisposeAsync();
    }

    [Fact]
    public async Task FirstContainers_OfManyWorkersAtOnce_MakeOneNetwork()
    {
        var runtimes = Enumerable.Range(0, 6).Select(_ => NewRuntime(Options)).ToArray();
        try
        {
            var specs = runtimes.Select(_ => Spec(Shell("true"))).ToArray();

            var ids = await Task.WhenAll(runtimes.Zip(specs, (runtime, spec) => runtime.CreateAsync(spec, Token)));

            Assert.Single(await NetworksAsync());
            foreach (var id in ids)
            {
                await Runtime.StartAsync(id, Token);
                Assert.Equal(0, (await Runtime.WaitAsync(id, Token))!.ExitCode);
            }
        }
        finally
        {
            foreach (var runtime in runtimes)
                await runtime.DisposeAsync();
        }
    }

    [Fact]
    public async Task Containers_ReachEachOtherByAddress()
    {
        var server = await StartAsync(Shell("echo hello | nc -l -p 5555"));
        var ip = (await Runtime.InspectAsync(server, Token))!.Ip;
        Assert.NotNull(ip);

        Assert.Equal("hello\n", await OutputAsync(Shell($"until nc {ip} 5555 </dev/null; do sleep 0.1; done")));
    }

    [Fact]
    public async Task SecondContainerOfAPod_SharesTheNetworkOfTheFirst()
    {
        var server = await StartAsync(Shell("echo inside | nc -l -p 5555; sleep 30"));

        Assert.Equal("inside\n", await OutputAsync(Shell("until nc 127.0.0.1 5555 </dev/null; do sleep 0.1; done"), networkOf: server));
    }

    [Fact]
    public async Task NetworkIsRemovedBehindOurBack_TheNextStartMakesItAgain()
    {
        var first = await CreateAsync(Shell("true"));
        var network = Assert.Single(await NetworksAsync());
        await Client.Networks.DeleteNetworkAsync(network.ID, Token);

        await Runtime.StartAsync(first, Token);

        Assert.Equal(0, (await Runtime.WaitAsync(first, Token))!.ExitCode);
    }

    private async Task<IEnumerable<NetworkResponse>> NetworksAsync() =>
        (await Client.Networks.ListNetworksAsync(new NetworksListParameters(), CancellationToken.None)).Where(network => network.Name == _network);
}
