using System.Collections.Concurrent;
using System.Threading.Channels;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Dummy;
using Fleet.Worker.Execution;
using Fleet.Worker.Execution.Http;
using Fleet.Worker.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Worker.Tests.Execution;

/// <summary>A worker without a bus: the test is the coordinator. Hellos and beats are answered at once, reports are kept for the test.</summary>
internal sealed class WorkerHarness : ICoordinatorLink, IAsyncDisposable
{
    public const long Session = 7;
    public static readonly Guid FleetId = Guid.Parse("0b8a3c55-6a3f-4a53-9b0e-5a7b6f0d1c11");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource ended = new();
    private readonly Channel<TaskStarted> started = Channel.CreateUnbounded<TaskStarted>();
    private readonly Channel<TaskFinished> finished = Channel.CreateUnbounded<TaskFinished>();
    private readonly Channel<TaskNotStarted> notStarted = Channel.CreateUnbounded<TaskNotStarted>();
    private readonly Channel<WorkerBeat> beats = Channel.CreateUnbounded<WorkerBeat>();
    private readonly WorkerMachine machine;
    private readonly Task loop;
    private readonly HttpCaller http;
    private long issue;
    private DateTimeOffset confirmedAt;

    /// <param name="faults">What is to go wrong from the beginning.</param>
    /// <param name="targets">Where HTTP calls may go; null: anywhere.</param>
    /// <param name="engine">An engine that another worker has used; its clock goes on. Null: a new one.</param>
    /// <param name="secrets">Opens secrets; null: none.</param>
    /// <param name="artifacts">Artifact store; null: none.</param>
    /// <param name="storePatience">How long a store that is away is asked again; null: the default.</param>
    /// <param name="valueLimit">Largest value; null: the default.</param>
    /// <param name="logLimit">Most bytes of log of a container; null: the default.</param>
    public WorkerHarness(Action<FaultyRuntime>? faults = null, HttpTargets? targets = null, DummyEngine? engine = null, Fleet.Artifacts.IArtifactStore? artifacts = null, SecretCipher? secrets = null, long? logLimit = null, TimeSpan? storePatience = null, int? valueLimit = null)
    {
        http = new HttpCaller(targets ?? HttpTargets.Any);
        Time = (FakeTimeProvider?)engine?.Time ?? new FakeTimeProvider(DateTimeOffset.Parse("2026-03-01T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        Engine = engine ?? new DummyEngine(Time);
        Runtime = new FaultyRuntime(new DummyRuntime(Engine));
        faults?.Invoke(Runtime);
        machine = new WorkerMachine(
            new WorkerProtocol(new WorkerIdentity { WorkerId = "w1", Boot = Guid.NewGuid(), Engine = Engine.Id, HostName = "host-1", Slots = 4, Cpu = 4, Memory = 1 << 30, Runtime = "dummy", Version = "1" }),
            Time);
        var tools = new TaskTools(this, "w1", "host-1", http, Time, NullLogger.Instance) { Artifacts = new ArtifactStores(new OwnStore(artifacts), new Fleet.Artifacts.Places.ArtifactPlaces(null, Time)), Secrets = secrets ?? SecretCipher.None, StorePatience = storePatience ?? Fleet.Worker.Hosting.WorkerOptions.DefaultStorePatience, ValueLimit = valueLimit ?? MessageLimits.ValueBytes, LogLimit = logLimit ?? Fleet.Worker.Hosting.WorkerOptions.DefaultLogLimit };
        loop = new WorkerLoop(machine, this, Runtime, tools, NullLogger<WorkerLoop>.Instance).RunAsync(ended.Token);
        confirmedAt = Time.GetUtcNow();
        machine.Do((protocol, now) => protocol.Begin(now));
    }

    public FakeTimeProvider Time { get; }

    public DummyEngine Engine { get; }

    public FaultyRuntime Runtime { get; }

    public ConcurrentQueue<LogChunk> Chunks { get; } = new();

    public ConcurrentQueue<TaskProgress> Progress { get; } = new();

    /// <summary>Called before a chunk is taken.</summary>
    public Func<LogChunk, Task> OnChunk { get; set; } = _ => Task.CompletedTask;

    public static TaskStamp Stamp(int dispatch = 1) => new(Guid.Parse("6d1f5b1e-0d0c-4a5e-8f55-3f8f3a5c2b01"), 3, dispatch);

    public static PodWork Pod(TaskOutputs? outputs = null, params (string Name, string Value)[] annotations) => new()
    {
        Containers = [new ContainerWork { Name = "main", Image = "alpine" }],
        Annotations = annotations.ToDictionary(a => a.Name, a => a.Value),
        Outputs = outputs ?? new TaskOutputs(),
    };

    public TaskReady Order(PodWork pod, int dispatch = 1) => Order(new TaskWork { Pod = pod }, dispatch);

    public TaskReady Order(TaskWork work, int dispatch = 1) => OrderOf(work, dispatch) with { Issue = Interlocked.Increment(ref issue) };

    /// <summary>An order that no worker has been given.</summary>
    public static TaskReady OrderOf(TaskWork work, int dispatch = 1) => new()
    {
        Stamp = Stamp(dispatch),
        Issue = 1,
        Namespace = "default",
        WorkflowName = "wf",
        NodeName = "wf[0].a",
        PodName = "wf-a-1",
        Work = work,
    };

    public async Task GiveAsync(Func<WorkerOrders, WorkerOrders> orders)
    {
        await WelcomedAsync();
        machine.Do((protocol, now) => protocol.OnOrders(orders(new WorkerOrders { Session = Session }), now));
    }

    public Task RunAsync(TaskReady order) => GiveAsync(orders => orders with { Ready = [order] });

    public Task AdoptAsync(TaskReady order, params (string Stream, LogMark Mark)[] marks) =>
        GiveAsync(orders => orders with { Adopt = [new TaskAdopt { Task = order, LogMarks = marks.ToDictionary(m => m.Stream, m => m.Mark) }] });

    public Task SettleAsync() => GiveAsync(orders => orders with { Settle = [Stamp()] });

    /// <summary>A beat whose inventory is taken from now on.</summary>
    public async Task<WorkerBeat> NextBeatAsync()
    {
        while (beats.Reader.TryRead(out _))
        {
        }

        // The first may have been on its way.
        await WhileTimePassesAsync(beats.Reader.ReadAsync().AsTask());
        return await WhileTimePassesAsync(beats.Reader.ReadAsync().AsTask());
    }

    public Task CancelAsync(string reason) => GiveAsync(orders => orders with { Cancel = [new TaskCancel(Stamp(), reason)] });

    public Task<TaskStarted> StartedAsync() => started.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public Task<TaskFinished> FinishedAsync() => finished.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public Task<TaskNotStarted> NotStartedAsync() => notStarted.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public bool SaidNotStarted => notStarted.Reader.Count > 0;

    public string ContainerName(int dispatch = 1) => ContainerLabels.NameOf(FleetId, Stamp(dispatch), "main");

    /// <summary>Lets the clock run until something has happened, without letting the lease run out.</summary>
    public async Task<T> WhileTimePassesAsync<T>(Task<T> wanted)
    {
        while (!wanted.IsCompleted)
        {
            if (Time.GetUtcNow() - confirmedAt < TimeSpan.FromSeconds(8))
                Time.Advance(TimeSpan.FromMilliseconds(250));
            machine.Do((protocol, now) => protocol.Tick(now));
            await Task.WhenAny(wanted, Task.Delay(1));
        }

        return await wanted;
    }

    /// <summary>Completes when the condition holds.</summary>
    public static async Task EventuallyAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(1, patience.Token);
    }

    public Task SendAsync(WorkerHello message, CancellationToken cancellationToken)
    {
        machine.Do((protocol, now) => protocol.OnWelcome(new WorkerWelcome { Boot = message.Boot, Number = message.Number, Session = Session, FleetId = FleetId }, now));
        return Task.CompletedTask;
    }

    public Task SendAsync(WorkerBeat message, CancellationToken cancellationToken)
    {
        confirmedAt = Time.GetUtcNow();
        beats.Writer.TryWrite(message);
        machine.Do((protocol, now) => protocol.OnOrders(new WorkerOrders { Session = Session, Beat = new BeatConfirmed(message.Session, message.Number) }, now));
        return Task.CompletedTask;
    }

    public Task SendAsync(WorkerReport message, CancellationToken cancellationToken)
    {
        foreach (var item in message.Progress)
            Progress.Enqueue(item);
        foreach (var item in message.Started)
            started.Writer.TryWrite(item);
        foreach (var item in message.NotStarted)
            notStarted.Writer.TryWrite(item);
        foreach (var item in message.Finished)
            finished.Writer.TryWrite(item);
        return Task.CompletedTask;
    }

    public async Task SendAsync(LogChunk message, CancellationToken cancellationToken)
    {
        await OnChunk(message).WaitAsync(cancellationToken);
        Chunks.Enqueue(message);
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await loop;
        http.Dispose();
        ended.Dispose();
    }

    private Task WelcomedAsync() => EventuallyAsync(() => machine.Do((protocol, _) => protocol.Session == Session && protocol.FleetId is not null) && confirmedAt != default);
}
