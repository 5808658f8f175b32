using Fleet.EndToEnd.Tests;

namespace Fleet.Chaos.Tests.Kills;

/// <summary>The broker of the tests, with a virtual host for each: its queues have fixed names, and tests run at the same time.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly string _container;

    private Broker(string container, Uri address)
    {
        _container = container;
        Address = address;
    }

    /// <summary>Address with the virtual host.</summary>
    public Uri Address { get; }

    private string Host => Address.AbsolutePath[1..];

    public static async Task<Broker> NewAsync()
    {
        var server = new Uri(Part.Broker("FLEET_TEST_AMQP"));
        var container = await Docker.ContainersAsync($"publish={server.Port}") is [{ } one, ..] ? one
            : throw new InvalidOperationException($"the broker at port {server.Port} (FLEET_TEST_AMQP) is no container of this engine: no virtual host can be made in it. scripts/broker starts one that will do.");
        var broker = new Broker(container, new UriBuilder(server) { Path = "chaos-" + Guid.NewGuid().ToString("N")[..8] }.Uri);
        await Docker.RunAsync("exec", container, "sh", "-c", $"rabbitmqctl -q add_vhost {broker.Host} && rabbitmqctl -q set_permissions -p {broker.Host} {server.UserInfo.Split(':')[0]} '.*' '.*' '.*'");
        return broker;
    }

    public async ValueTask DisposeAsync() => await Docker.RunAsync("exec", _container, "rabbitmqctl", "-q", "delete_vhost", Host);
}
