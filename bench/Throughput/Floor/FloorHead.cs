using System.Diagnostics;
using MassTransit;

namespace Fleet.Throughput.Bench.Floor;

/// <summary>The floor's coordinator: keeps as many tasks in flight as there are slots, and knows nothing else: no store, no decisions, no batches.</summary>
internal sealed class FloorHead : IAsyncDisposable
{
    private readonly IBusControl _bus;
    private readonly Process _hand;
    private Run? _run;

    private FloorHead(Uri broker, int mostInFlight)
    {
        _bus = FloorBus.Create(broker, FloorBus.HeadQueue, mostInFlight, endpoint => endpoint.Handler<FloorFinished>(context => OnFinishedAsync(context.Message)));
        var start = new ProcessStartInfo("dotnet", [Environment.GetCommandLineArgs()[0], "floor-hand", "--amqp", broker.OriginalString, "--in-flight", $"{mostInFlight}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _hand = Process.Start(start) ?? throw new InvalidOperationException("the floor's other process did not start");
    }

    /// <summary>Starts both sides.</summary>
    public static async Task<FloorHead> StartAsync(Uri broker, int mostInFlight, CancellationToken cancellationToken)
    {
        var head = new FloorHead(broker, mostInFlight);
        await head._bus.StartAsync(cancellationToken);
        if (await head._hand.StandardOutput.ReadLineAsync(cancellationToken) != "ready") throw new InvalidOperationException("the floor's other process has ended");
        return head;
    }

    /// <summary>Processor time of both sides.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _hand.Refresh();
            return _hand.TotalProcessorTime + Process.GetCurrentProcess().TotalProcessorTime;
        }
    }

    /// <summary>Round trips of so many tasks, as many in flight as slots; how long they took.</summary>
    public async Task<TimeSpan> RunAsync(int tasks, int slots, CancellationToken cancellationToken)
    {
        var run = _run = new Run(tasks);
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(slots, tasks)).Select(_ => SendNextAsync(run)));
        await run.Done.Task.WaitAsync(TimeSpan.FromMinutes(5), cancellationToken);
        return Stopwatch.GetElapsedTime(begun);
    }

    public async ValueTask DisposeAsync()
    {
        _hand.StandardInput.Close();
        await _hand.WaitForExitAsync();
        _hand.Dispose();
        await _bus.StopAsync();
    }

    private async Task OnFinishedAsync(FloorFinished finished)
    {
        if (_run is not { } run || run.Id != finished.Run) return;
        if (Interlocked.Increment(ref run.Ended) == run.Tasks) run.Done.TrySetResult();
        await SendNextAsync(run);
    }

    private async Task SendNextAsync(Run run)
    {
        var task = Interlocked.Increment(ref run.Begun);
        if (task > run.Tasks) return;
        var hand = await _bus.GetSendEndpoint(FloorBus.Hand);
        await hand.Send(new FloorReady(run.Id, task));
    }

    private sealed class Run(int tasks)
    {
        public int Begun;
        public int Ended;

        public Guid Id { get; } = Guid.NewGuid();

        public int Tasks => tasks;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
