using Fleet.Artifacts.Files;
using Fleet.Artifacts.Places;
using Fleet.Contracts;
using Fleet.Worker.Execution;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Worker.Tests.Execution;

/// <summary>Which store a worker has.</summary>
public sealed class OwnStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet-own-");
    private readonly FakeTimeProvider _time = new();
    private readonly List<Uri> _opened = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Without_ItHasThatOfItsCoordinator_FromTheWelcomeOn()
    {
        using var ended = new CancellationTokenSource();
        var own = new OwnStore(null, Open);
        var stores = new ArtifactStores(own, new ArtifactPlaces(null, _time));
        var watch = new StoreWatch(own, _time, NullLogger.Instance);
        var looking = watch.RunAsync(ended.Token);
        own.Welcomed(null);
        own.Welcomed(Welcome(null));
        Assert.False(stores.Has(null));
        Assert.Contains("--artifact-store", watch.Problem, StringComparison.Ordinal);

        Assert.Null(watch.Awaited);
        own.Welcomed(Welcome("http://coordinator:2746"));
        Assert.Contains("not answered yet", watch.Awaited, StringComparison.Ordinal);
        own.Welcomed(Welcome("http://coordinator:2746"));
        own.Welcomed(Welcome(null));

        Assert.True(stores.Has(null));
        Assert.Same(own.Current, stores.Of(null));
        Assert.Equal([new Uri("http://coordinator:2746")], _opened);
        while (watch.Problem is not null)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        // The next leader is somewhere else.
        own.Welcomed(Welcome("http://standby:2746"));
        Assert.Equal(2, _opened.Count);
        Assert.Same(own.Current, stores.Of(null));
        await ended.CancelAsync();
        await looking;
    }

    [Fact]
    public void Given_ItIsThat()
    {
        var given = new FileArtifactStore(_folder.FullName, _time);
        var own = new OwnStore(given, Open);

        own.Welcomed(Welcome("http://coordinator:2746"));

        Assert.Same(given, own.Current);
        Assert.Empty(_opened);
    }

    private static WorkerWelcome Welcome(string? api) => new() { Boot = Guid.NewGuid(), Number = 1, Session = 1, FleetId = Guid.NewGuid(), Api = api };

    private FileArtifactStore Open(Uri address)
    {
        _opened.Add(address);
        return new FileArtifactStore(_folder.FullName, _time);
    }
}
