using Fleet.Artifacts;
using Fleet.Artifacts.Host;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Runs;

namespace Fleet.Coordinator.Tests.Hosting;

/// <summary>artifactGC on a whole coordinator: from the commit to the store.</summary>
public sealed class ArtifactGarbageTests : IDisposable
{
    private const string Yaml = """
        kind: Workflow
        metadata: {name: litter, namespace: team}
        spec:
          entrypoint: main
          artifactGC: {strategy: OnWorkflowDeletion}
          templates:
          - name: main
            metadata: {annotations: {fleet.dummy/parameters: '{"p": "content"}'}}
            container: {image: busybox}
            outputs:
              parameters: [{name: p, valueFrom: {path: /tmp/made}}]
              artifacts:
              - {name: early, path: /tmp/made, artifactGC: {strategy: OnWorkflowCompletion}}
              - {name: late, path: /tmp/made}
              - {name: kept, path: /tmp/made, artifactGC: {strategy: Never}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-litter-").FullName;
    private readonly FickleStore _store;

    public ArtifactGarbageTests() => _store = new FickleStore(new HostArtifactStore(Path.Combine(_folder, "artifacts"), TimeProvider.System));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Artifacts_GoWhenTheWorkflowEnds_AndWhenItIsDeleted_ThoughTheStoreIsAwayThen()
    {
        Guid uid;
        await using (var fleet = await EmbeddedFleet.StartAsync(_folder, new CoordinatorOptions { Artifacts = _store }))
        {
            var workflow = await fleet.SubmitAsync(Yaml);
            uid = workflow.Uid;
            await fleet.UntilFinishedAsync(uid);
            await UntilKeptAsync("kept.tgz", "late.tgz");
            await NothingNotedAsync(fleet);
            Assert.Contains("deleted", (await fleet.Store.LoadAsync(uid, Token))!.Nodes.Select(node => System.Text.Encoding.UTF8.GetString(node.Body.Span)).First(), StringComparison.Ordinal);

            _store.IsAway = true;
            Assert.Equal(CommandOutcome.Done, (await fleet.Commands.DeleteAsync(uid, Token)).Outcome);
            Assert.Null(await fleet.Store.FindAsync(uid, Token));
            Assert.Single(await fleet.Store.ArtifactGarbageAsync(null, null, 10, Token));
        }

        _store.IsAway = false;
        await using var next = await EmbeddedFleet.StartAsync(_folder, new CoordinatorOptions { Artifacts = _store }, withWorker: false);
        await UntilKeptAsync("kept.tgz");
        await NothingNotedAsync(next);
    }

    private static async Task NothingNotedAsync(EmbeddedFleet fleet)
    {
        using var patience = new CancellationTokenSource(EmbeddedFleet.Patience);
        while ((await fleet.Store.ArtifactGarbageAsync(null, null, 1, Token)).Count > 0)
            await Task.Delay(20, patience.Token);
    }

    private async Task UntilKeptAsync(params string[] names)
    {
        using var patience = new CancellationTokenSource(EmbeddedFleet.Patience);
        while (true)
        {
            var there = new List<string>();
            await foreach (var found in _store.ListAsync("", Token))
                there.Add(Path.GetFileName(found.Key));
            if (there.SequenceEqual(names))
                return;
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>Deletes nothing while it is away.</summary>
    private sealed class FickleStore(HostArtifactStore inner) : IArtifactStore
    {
        public volatile bool IsAway;

        public string Description => inner.Description;

        public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => inner.PutAsync(key, content, cancellationToken);

        public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => inner.OpenAsync(key, cancellationToken);

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => inner.ExistsAsync(key, cancellationToken);

        public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => IsAway ? throw new StoreUnavailableException("away") : inner.DeleteAsync(key, cancellationToken);
    }
}
