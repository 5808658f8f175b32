using System.Net;
using System.Net.Sockets;
using System.Text;
using Fleet.Contracts;
using Fleet.Worker.Containers.Dummy;

namespace Fleet.Worker.Tests.Execution;

/// <summary>When a daemon is ready.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task WithoutProbe_ReadyWhenStarted()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(worker.Order(Daemon(null)));

        Assert.True((await ReadyAsync(worker)).DaemonReady);
    }

    [Fact]
    public async Task Exec_UntilItEndsWithZero()
    {
        var tries = 0;
        await using var worker = new WorkerHarness();
        worker.Runtime.OnExec = command => Task.FromResult(command is ["up", "now"] && ++tries > 2 ? 0 : 1);
        await worker.RunAsync(worker.Order(Daemon(new ProbeWork { Exec = ["up", "now"], PeriodSeconds = 1 })));

        Assert.True((await ReadyAsync(worker)).DaemonReady);
        Assert.Equal(3, tries);
        Assert.Contains(worker.Progress, progress => progress.Message == "main is not ready: up ended with exit code 1");
    }

    [Fact]
    public async Task Delay_Period_AndThreshold_Count()
    {
        var asked = new List<DateTimeOffset>();
        await using var worker = new WorkerHarness();
        worker.Runtime.OnExec = _ =>
        {
            asked.Add(worker.Time.GetUtcNow());
            return Task.FromResult(0);
        };
        var begin = worker.Time.GetUtcNow();
        await worker.RunAsync(worker.Order(Daemon(new ProbeWork { Exec = ["up"], InitialDelaySeconds = 5, PeriodSeconds = 3, SuccessThreshold = 2 })));

        await ReadyAsync(worker);

        Assert.Equal(2, asked.Count);
        Assert.True(asked[0] - begin >= TimeSpan.FromSeconds(5) && asked[1] - asked[0] >= TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Tcp_UntilSomethingListens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var worker = new WorkerHarness();

        await worker.RunAsync(worker.Order(Daemon(new ProbeWork { Host = "127.0.0.1", Port = port, TimeoutSeconds = 600 })));

        Assert.True((await ReadyAsync(worker)).DaemonReady);
    }

    [Theory]
    [InlineData("200 OK", true)]
    [InlineData("302 Found\r\nLocation: http://nowhere.invalid/", true)]
    [InlineData("503 Busy", false)]
    public async Task Http_StatusDecides(string status, bool ready)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var requests = new List<string>();
        var serving = ServeAsync(listener, status, requests, stop.Token);
        await using var worker = new WorkerHarness();
        var probe = new ProbeWork { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, HttpPath = "/up", HttpHeaders = [new EnvironmentVariable("X-Who", "fleet")], TimeoutSeconds = 600, PeriodSeconds = 1 };

        await worker.RunAsync(worker.Order(Daemon(probe)));

        if (ready)
            Assert.True((await ReadyAsync(worker)).DaemonReady);
        else
            await worker.WhileTimePassesAsync(WorkerHarness.EventuallyAsync(() => worker.Progress.Any(progress => progress.Message?.EndsWith("status 503", StringComparison.Ordinal) == true)).ContinueWith(_ => true, TaskScheduler.Default));
        Assert.Contains("GET /up HTTP/1.1", requests[0], StringComparison.Ordinal);
        Assert.Contains("X-Who: fleet", requests[0], StringComparison.Ordinal);
        await stop.CancelAsync();
        await serving;
    }

    [Fact]
    public async Task NoAnswer_IsNotReady()
    {
        await using var worker = new WorkerHarness();
        worker.Runtime.OnExec = _ => Task.Delay(Timeout.Infinite, new CancellationTokenSource(TimeSpan.FromSeconds(2), worker.Time).Token).ContinueWith<int>(_ => throw new OperationCanceledException(), TaskScheduler.Default);
        await worker.RunAsync(worker.Order(Daemon(new ProbeWork { Exec = ["up"], PeriodSeconds = 1, TimeoutSeconds = 1 })));

        await worker.WhileTimePassesAsync(WorkerHarness.EventuallyAsync(() => worker.Progress.Any(progress => progress.Message == "main is not ready: no answer within 1 s")).ContinueWith(_ => true, TaskScheduler.Default));
    }

    [Fact]
    public async Task EndsBeforeItIsReady_IsItsEnd()
    {
        await using var worker = new WorkerHarness();
        worker.Runtime.OnExec = _ => Task.FromResult(1);
        await worker.RunAsync(worker.Order(Daemon(new ProbeWork { Exec = ["up"], PeriodSeconds = 1 }, (DummyAnnotations.Duration, "3"), (DummyAnnotations.ExitCode, "2"))));

        Assert.Equal(2, (await worker.WhileTimePassesAsync(worker.FinishedAsync())).Containers[0].ExitCode);
        Assert.False((await worker.StartedAsync()).DaemonReady);
    }

    private static async Task<TaskStarted> ReadyAsync(WorkerHarness worker)
    {
        while (true)
        {
            if (await worker.WhileTimePassesAsync(worker.StartedAsync()) is { DaemonReady: true } ready)
                return ready;
        }
    }

    private static async Task ServeAsync(TcpListener listener, string status, List<string> requests, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(cancellationToken);
                try
                {
                    var stream = client.GetStream();
                    var (buffer, request) = (new byte[4096], "");
                    // To its end: what is not read when the connection is closed resets it.
                    while (!request.EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
                        request += Encoding.ASCII.GetString(buffer, 0, count);
                    requests.Add(request);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), cancellationToken);
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

    private static PodWork Daemon(ProbeWork? probe, params (string Name, string Value)[] annotations)
    {
        var pod = WorkerHarness.Pod(null, annotations.Length > 0 ? annotations : [(DummyAnnotations.Duration, "10h")]);
        return pod with { Daemon = true, Containers = [pod.Containers[0] with { ReadinessProbe = probe }] };
    }
}
