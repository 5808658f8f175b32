using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fleet.EndToEnd.Tests.Distributed;

/// <summary>What an operator sees of a worker that cannot work yet.</summary>
[Collection("broker 4")]
public sealed class WorkerStartTests : IDisposable
{
    private readonly FleetProcess processes = new();
    private int status = 503;
    private readonly string id = "e2e-" + Guid.NewGuid().ToString("N")[..8];

    public WorkerStartTests()
    {
        processes.Variables["FLEET_AMQP"] = Part.Broker("FLEET_TEST_AMQP");
        processes.Variables["FLEET_LISTEN"] = "http://127.0.0.1:0";
    }

    [Fact]
    public async Task WorkerBeforeItsCoordinator_SaysThatItWaits_AndIsWelcomed_WithoutAStackTrace()
    {
        await DistributedFleet.ClearAsync(processes.Variables["FLEET_AMQP"]);
        var health = Path.Combine(Path.GetTempPath(), id);
        var worker = processes.Start("worker", "--runtime", "dummy", "--id", id, "--health-file", health);
        await worker.SeesAsync("This worker waits for a coordinator: none has made the queue fleet.coordinator on this broker yet.");
        await HealthAsync(health, "unhealthy: the coordinator has not answered this worker yet, or no more for as long as its lease\n");

        processes.Start("coordinator");
        await worker.SeesAsync("A coordinator has welcomed this worker");

        Assert.DoesNotContain("   at ", worker.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(" error ", worker.Error, StringComparison.Ordinal);
        await HealthAsync(health, "healthy\n");
        worker.Terminate();
        Assert.Equal(0, await worker.EndAsync());
        Assert.False(File.Exists(health));
    }

    [Fact]
    public async Task WorkerWhoseStoreHasNeverAnswered_IsUnhealthy_AndTakesTasksWithArtifactsFromThenOn()
    {
        await DistributedFleet.ClearAsync(processes.Variables["FLEET_AMQP"]);
        var health = Path.Combine(Path.GetTempPath(), id);
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var store = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}");
        processes.Start("coordinator");
        var worker = processes.Start("worker", "--runtime", "dummy", "--id", id, "--health-file", health, "--artifact-store", store);

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var serving = ServeAsync(server, ended.Token);
        await worker.SeesAsync("A coordinator has welcomed this worker");
        await HealthAsync(health, $"unhealthy: the artifact store (the Fleet at {store}) answers 503: \n");
        Volatile.Write(ref status, 200);
        await HealthAsync(health, "healthy\n");

        await ended.CancelAsync();
        await serving;
    }

    // The store: each request is answered with the status.
    private async Task ServeAsync(TcpListener server, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                using var client = await server.AcceptTcpClientAsync(cancellationToken);
                try
                {
                    await using var stream = client.GetStream();
                    var (buffer, request) = (new byte[4096], "");
                    // To its end: what is not read when the connection is closed resets it.
                    while (!request.EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
                        request += Encoding.ASCII.GetString(buffer, 0, count);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {Volatile.Read(ref status)} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")), cancellationToken);
                }
                catch (IOException)
                {
                    // Who asked has gone: its time was up.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    [Fact]
    public async Task SecondWorkerWithTheSameId_SaysWhatIsWrong()
    {
        var first = processes.Start("worker", "--runtime", "dummy", "--id", id);
        await first.SeesAsync($"Worker {id} consumes its queue");

        var second = processes.Start("worker", "--runtime", "dummy", "--id", id);
        await second.SeesAsync($"Another worker with the id '{id}' is connected to this broker.");

        Assert.DoesNotContain("   at ", second.Error, StringComparison.Ordinal);
    }

    private static async Task HealthAsync(string file, string wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        while (!File.Exists(file) || await File.ReadAllTextAsync(file, patience.Token) != wanted)
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
    }

    public void Dispose() => processes.Dispose();
}
