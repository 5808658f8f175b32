using System.Net;
using System.Net.Sockets;

namespace Fleet.Cli.Tests.Commands;

/// <summary>Starts of <c>fleet server</c> that fail: the reason is told, and nothing else.</summary>
public sealed class ServerCommandTests : IDisposable
{
    private readonly CliRun cli = new();

    [Fact]
    public async Task Start_StoreThatIsNone_ExitsTwoWithTheSentence()
    {
        Assert.Equal(2, await cli.RunAsync(null, "server", "--runtime", "dummy", "--listen", "http://127.0.0.1:0", "--store", "mysql://user:secret@host/db"));

        Assert.Contains("fleet: The store (FLEET_STORE) cannot be used: 'mysql' is no kind of store", cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("FLEET_LOG", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_StoreThatCannotBeWritten_ExitsOneWithTheSentence()
    {
        Assert.Equal(1, await cli.RunAsync(null, "server", "--runtime", "dummy", "--listen", "http://127.0.0.1:0", "--store", "postgres://user:secret@127.0.0.1:1/db"));

        Assert.Contains("127.0.0.1", cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("FLEET_LOG", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AddressForOthersWithoutAToken_ExitsTwo()
    {
        Assert.Equal(2, await cli.RunAsync(null, "server", "--runtime", "dummy", "--listen", "http://0.0.0.0:0"));

        Assert.Contains("FLEET_TOKEN", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UsedPort_ExitsOneAndNamesIt()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = "http://127.0.0.1:" + ((IPEndPoint)taken.LocalEndpoint).Port;

        Assert.Equal(1, await cli.RunAsync(null, "server", "--runtime", "dummy", "--listen", address));

        Assert.Contains(address, cli.Error, StringComparison.Ordinal);
        Assert.Contains("--listen", cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("FLEET_LOG", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_EventsThatAreNone_ExitsTwoAndNamesThem()
    {
        cli.Variables["FLEET_EVENTS"] = "often";

        Assert.Equal(2, await cli.RunAsync(null, "server", "--runtime", "dummy", "--listen", "http://127.0.0.1:0"));

        Assert.Contains("FLEET_EVENTS is 'often'; it must be none, workflows (the default) or nodes.", cli.Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();
}
