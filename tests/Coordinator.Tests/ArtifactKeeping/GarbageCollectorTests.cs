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
        batch.Garbage.AddRange(GarbageRows.Of(Guid.NewGuid(), null, new PlaceSecrets("default", []), [Garbage("coming", mayCome: true), Garbage("there", mayCome: false)], _time.GetUtcNow()));
        await _store.CommitAsync(batch, Token);
        var noted = Channel.CreateUnbounded<GarbageInput>();
        var collector = new GarbageCollector(
            _store, new ArtifactRemover(_artifacts, new KeptPlaces(_store, SecretCipher.None, _time)), LeaderScope.Fleet, input => noted.Writer.TryWrite((GarbageInput)input), _time, NullLogger.Instance);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = collector.RunAsync(ends.Token);

        await NotedAsync(noted.Reader);
        Assert.Equal(["w/w/coming.tgz"], await KeysAsync());

        // The worker had it nearly stored when its workflow was deleted.
        await _artifacts.PutAsync("w/w/coming.tgz", new MemoryStream([2]), Token);
        while (!noted.Reader.TryPeek(out _))
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(5, Token);
        }

        await NotedAsync(noted.Reader);
        Assert.Empty(await KeysAsync());
        Assert.True(_time.GetUtcNow() >= DateTimeOffset.UnixEpoch.AddMinutes(1));
        await ends.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

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
}
