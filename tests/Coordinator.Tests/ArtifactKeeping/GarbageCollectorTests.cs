using System.Threading.Channels;
using Fleet.Artifacts;
using Fleet.Artifacts.Files;
using Fleet.Contracts;
using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Storage.Sqlite;
using Fleet.Workflows.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Coordinator.Tests.ArtifactKeeping;

public sealed class GarbageCollectorTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-garbage-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly SqliteFleetStore _store;
    private readonly FileArtifactStore _artifacts;
    private static readonly WorkflowNames Deleted = new("default", "w");

    private Leadership _lead = null!;

    public GarbageCollectorTests()
    {
        _store = new SqliteFleetStore(Path.Combine(_folder, "fleet.db"), new FleetStoreOptions { Clock = _time });
        _artifacts = new FileArtifactStore(Path.Combine(_folder, "artifacts"), _time);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _store.OpenAsync(Token);
        _lead = (await _store.TryLeadAsync(LeaderScope.Fleet, "a", TimeSpan.FromDays(1), Token))!;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task WhatATaskOfADeletedWorkflowMayStillStore_IsDeletedLater_AndTheRestAtOnce()
    {
        foreach (var name in (string[])["there", "coming"])
            await _artifacts.PutAsync($"w/w/{name}.tgz", new MemoryStream([1]), Token);
        var batch = new CommitBatch { Leadership = _lead };
        batch.Garbage.AddRange(GarbageRows.Of(Guid.NewGuid(), Deleted, null, new PlaceSecrets("default", []), [Garbage("coming", mayCome: true), Garbage("there", mayCome: false)], _time.GetUtcNow()));
        await _store.CommitAsync(batch, Token);
        await using var collecting = Collect();

        await NotedAsync(collecting.Noted);
        Assert.Equal(["w/w/coming.tgz"], await KeysAsync());

        // The worker had it nearly stored when its workflow was deleted.
        await _artifacts.PutAsync("w/w/coming.tgz", new MemoryStream([2]), Token);
        while (!collecting.Noted.TryPeek(out _))
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(5, Token);
        }

        await NotedAsync(collecting.Noted);
        Assert.Empty(await KeysAsync());
        Assert.True(_time.GetUtcNow() >= DateTimeOffset.UnixEpoch.AddMinutes(1));
    }

    // Deleted, mended and submitted again under the same name: keys are made of names.
    [Fact]
    public async Task WhatAnotherWorkflowOfTheNameMayHaveStored_IsLeftToIt()
    {
        await _artifacts.PutAsync("w/w/there.tgz", new MemoryStream([1]), Token);
        await _artifacts.PutAsync("elsewhere/there.tgz", new MemoryStream([1]), Token);
        var batch = new CommitBatch { Leadership = _lead };
        batch.Workflows.Add(Namesake());
        var uid = Guid.NewGuid();
        await _artifacts.PutAsync($"{uid}/there.tgz", new MemoryStream([1]), Token);
        batch.Garbage.AddRange(GarbageRows.Of(uid, Deleted, null, new PlaceSecrets("default", []), [Garbage("there", mayCome: false), Keyed($"{uid}/there.tgz")], _time.GetUtcNow()));
        batch.Garbage.AddRange(GarbageRows.Of(Guid.NewGuid(), Deleted with { Name = "gone" }, null, new PlaceSecrets("default", []), [Keyed("elsewhere/there.tgz")], _time.GetUtcNow().AddSeconds(1)));
        await _store.CommitAsync(batch, Token);

        await using var collecting = Collect();
        await NotedAsync(collecting.Noted);
        await NotedAsync(collecting.Noted);

        Assert.Equal(["w/w/there.tgz"], await KeysAsync());
        Assert.Empty(await _store.ArtifactGarbageAsync(null, null, 10, Token));
    }

    [Fact]
    public async Task WhatAnotherWorkflowOfTheName_WhichIsGoneAgain_MayHaveStored_IsLeft()
    {
        await _artifacts.PutAsync("w/w/there.tgz", new MemoryStream([1]), Token);
        await _artifacts.PutAsync("w/w/later.tgz", new MemoryStream([1]), Token);
        var namesake = Namesake();
        var batch = new CommitBatch { Leadership = _lead };
        batch.Workflows.Add(namesake);
        batch.Garbage.AddRange(GarbageRows.Of(Guid.NewGuid(), Deleted, null, new PlaceSecrets("default", []), [Garbage("there", mayCome: false)], _time.GetUtcNow()));
        await _store.CommitAsync(batch, Token);
        _time.Advance(TimeSpan.FromSeconds(1));
        var delete = new CommitBatch { Leadership = _lead };
        delete.Deletes.Add(namesake.Record.Uid);
        await _store.CommitAsync(delete, Token);
        // One that comes after both: nobody has had the name since.
        _time.Advance(TimeSpan.FromSeconds(1));
        var after = new CommitBatch { Leadership = _lead };
        after.Garbage.AddRange(GarbageRows.Of(Guid.NewGuid(), Deleted, null, new PlaceSecrets("default", []), [Garbage("later", mayCome: false)], _time.GetUtcNow()));
        await _store.CommitAsync(after, Token);

        await using var collecting = Collect();
        await NotedAsync(collecting.Noted);
        await NotedAsync(collecting.Noted);

        Assert.Equal(["w/w/there.tgz"], await KeysAsync());
    }

    [Fact]
    public async Task AStoreThatIsAway_HoldsUpNoOther()
    {
        const string Away = """{"name":"x","s3":{"endpoint":"127.0.0.1:1","insecure":true,"bucket":"b","key":"k","accessKeySecret":{"name":"keys","key":"a"},"secretKeySecret":{"name":"keys","key":"a"}}}""";
        var cipher = new SecretCipher([SecretKey.Create()]);
        var secrets = PlaceSecrets.Of("default", ["""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"keys"},"stringData":{"a":"x"}}"""], cipher);
        await _artifacts.PutAsync("w/w/there.tgz", new MemoryStream([1]), Token);
        var batch = new CommitBatch { Leadership = _lead };
        // More than are read at once, and one of the same workflow as that which can be deleted.
        for (var i = 0; i < 11; i++)
            batch.Garbage.AddRange(GarbageRows.Of(Guid.NewGuid(), Deleted, null, secrets, [new ArtifactGarbage(0, Away)], _time.GetUtcNow().AddSeconds(i)));
        batch.Garbage.AddRange(GarbageRows.Of(Guid.NewGuid(), Deleted, null, secrets, [new ArtifactGarbage(0, Away), Garbage("there", mayCome: false)], _time.GetUtcNow().AddSeconds(20)));
        await _store.CommitAsync(batch, Token);

        await using var collecting = Collect(cipher);

        await NotedAsync(collecting.Noted);
        Assert.Empty(await KeysAsync());
        Assert.Equal(12, (await _store.ArtifactGarbageAsync(null, null, 100, Token)).Count);
        Assert.False(collecting.Noted.TryPeek(out _));

        // Also when it is known to be away.
        await _artifacts.PutAsync("w/w/later.tgz", new MemoryStream([1]), Token);
        var more = new CommitBatch { Leadership = _lead };
        more.Garbage.AddRange(GarbageRows.Of(Guid.NewGuid(), Deleted, null, secrets, [Garbage("later", mayCome: false)], _time.GetUtcNow().AddSeconds(30)));
        await _store.CommitAsync(more, Token);
        collecting.Collector.Wake();
        await NotedAsync(collecting.Noted);
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task AStoreThatIsSilent_HoldsUpTheOthersForSeconds()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var silent = $$$$"""{"name":"x","s3":{"endpoint":"{{{{listener.LocalEndpoint}}}}","insecure":true,"bucket":"b","key":"k","accessKeySecret":{"name":"keys","key":"a"},"secretKeySecret":{"name":"keys","key":"a"}}}""";
        var cipher = new SecretCipher([SecretKey.Create()]);
        var secrets = PlaceSecrets.Of("default", ["""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"keys"},"stringData":{"a":"x"}}"""], cipher);
        await _artifacts.PutAsync("w/w/there.tgz", new MemoryStream([1]), Token);
        var batch = new CommitBatch { Leadership = _lead };
        batch.Garbage.AddRange(GarbageRows.Of(Guid.NewGuid(), Deleted, null, secrets, [new ArtifactGarbage(0, silent)], _time.GetUtcNow()));
        batch.Garbage.AddRange(GarbageRows.Of(Guid.NewGuid(), Deleted, null, secrets, [Garbage("there", mayCome: false)], _time.GetUtcNow().AddSeconds(1)));
        await _store.CommitAsync(batch, Token);
        _time.Advance(TimeSpan.FromSeconds(2));

        await using var collecting = Collect(cipher);
        using var asked = await listener.AcceptTcpClientAsync(Token);
        // Five seconds, and once more what may have passed before the call, which has its connection already, sets its time.
        for (var until = _time.GetUtcNow() + TimeSpan.FromSeconds(10); !collecting.Noted.TryPeek(out _); await Task.Delay(5, Token))
        {
            if (_time.GetUtcNow() < until)
                _time.Advance(TimeSpan.FromMilliseconds(500));
        }

        await NotedAsync(collecting.Noted);
        Assert.Empty(await KeysAsync());
    }

    private Collecting Collect(SecretCipher? cipher = null)
    {
        var noted = Channel.CreateUnbounded<GarbageInput>();
        var remover = new ArtifactRemover(_store, _artifacts, new KeptPlaces(_store, cipher ?? SecretCipher.None, _time), _time);
        return new Collecting(new GarbageCollector(_store, remover, LeaderScope.Fleet, input => noted.Writer.TryWrite((GarbageInput)input), _time, NullLogger.Instance), noted.Reader);
    }

    private static ArtifactGarbage Keyed(string key) => new(0, $$$"""{"name":"x","s3":{"key":"{{{key}}}"}}""", false);

    private WorkflowRow Namesake() => new(
        LeaderScope.Fleet,
        new WorkflowRecord { Uid = Guid.NewGuid(), Namespace = Deleted.Namespace, Name = Deleted.Name, Manifest = "{}"u8.ToArray(), CreatedAt = _time.GetUtcNow(), Phase = "Running", Progress = "0/1", Body = "{}"u8.ToArray() },
        "{}",
        IsNew: true);

    private static ArtifactGarbage Garbage(string name, bool mayCome) => new(0, $$$"""{"name":"{{{name}}}","s3":{"key":"w/w/{{{name}}}.tgz"}}""", mayCome);

    private async Task NotedAsync(ChannelReader<GarbageInput> noted)
    {
        var input = await noted.ReadAsync(Token);
        var batch = new CommitBatch { Leadership = _lead };
        batch.GarbageCollected.Add(input.Row);
        await _store.CommitAsync(batch, Token);
        input.Committed(null!);
    }

    private async Task<string[]> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var found in _artifacts.ListAsync("", Token))
            keys.Add(found.Key);
        return [.. keys];
    }

    private sealed class Collecting : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ends = CancellationTokenSource.CreateLinkedTokenSource(Token);
        private readonly Task _running;

        public Collecting(GarbageCollector collector, ChannelReader<GarbageInput> noted)
        {
            (Collector, Noted) = (collector, noted);
            _running = collector.RunAsync(_ends.Token);
        }

        public GarbageCollector Collector { get; }

        public ChannelReader<GarbageInput> Noted { get; }

        public async ValueTask DisposeAsync()
        {
            await _ends.CancelAsync();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ends.Dispose();
        }
    }
}
