using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Tests.Runs;

/// <summary>A store whose commits and look-ups by name can be made to fail.</summary>
internal sealed class FaultyStore(IFleetStore inner) : IFleetStore
{
    /// <summary>Looks at each commit; throws to make it fail.</summary>
    public Action<CommitBatch>? OnCommit { get; set; }

    /// <summary>Called at each look-up by name; throws to make it fail.</summary>
    public Action? OnFind { get; set; }

    public int Commits;

    /// <summary>Look-ups of containers that were answered.</summary>
    public int Standings;

    public Task<ResourceRow?> FindResourceAsync(ResourceKey key, CancellationToken cancellationToken) => inner.FindResourceAsync(key, cancellationToken);

    public Task<ResourcePage> ListResourcesAsync(string kind, string? @namespace, CancellationToken cancellationToken) => inner.ListResourcesAsync(kind, @namespace, cancellationToken);

    public Task<ResourcePage> ResourceChangesAsync(long afterVersion, CancellationToken cancellationToken) => inner.ResourceChangesAsync(afterVersion, cancellationToken);

    public Task<FleetIdentity> OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public Task<Leadership?> TryLeadAsync(string scope, string owner, TimeSpan lease, CancellationToken cancellationToken) => inner.TryLeadAsync(scope, owner, lease, cancellationToken);

    public Task<bool> RenewAsync(Leadership leadership, TimeSpan lease, CancellationToken cancellationToken) => inner.RenewAsync(leadership, lease, cancellationToken);

    public Task ResignAsync(Leadership leadership, CancellationToken cancellationToken) => inner.ResignAsync(leadership, cancellationToken);

    public Task<LeaderInfo?> FindLeaderAsync(string scope, CancellationToken cancellationToken) => inner.FindLeaderAsync(scope, cancellationToken);

    public Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Commits);
        OnCommit?.Invoke(batch);
        return inner.CommitAsync(batch, cancellationToken);
    }

    public Task<WorkflowSummary?> FindAsync(string @namespace, string name, CancellationToken cancellationToken)
    {
        OnFind?.Invoke();
        return inner.FindAsync(@namespace, name, cancellationToken);
    }

    public Task<Guid?> NamesakeAsync(string @namespace, string name, Guid uid, DateTimeOffset since, CancellationToken cancellationToken) => inner.NamesakeAsync(@namespace, name, uid, since, cancellationToken);

    public Task<WorkflowSummary?> FindAsync(Guid uid, CancellationToken cancellationToken) => inner.FindAsync(uid, cancellationToken);

    public Task<WorkflowSummary?> FindLatestAsync(string @namespace, CancellationToken cancellationToken) => inner.FindLatestAsync(@namespace, cancellationToken);

    public Task<StoredWorkflow?> LoadAsync(Guid uid, CancellationToken cancellationToken) => inner.LoadAsync(uid, cancellationToken);

    public Task<byte[]?> FindValueAsync(Guid workflow, string sha256, CancellationToken cancellationToken) => inner.FindValueAsync(workflow, sha256, cancellationToken);

    public Task<StoredWorkflow?> LoadShownAsync(Guid uid, CancellationToken cancellationToken) => inner.LoadShownAsync(uid, cancellationToken);

    public Task<WorkflowPage> ListAsync(WorkflowQuery query, CancellationToken cancellationToken) => inner.ListAsync(query, cancellationToken);

    public Task<ChangePage> ChangesAsync(long afterVersion, int limit, CancellationToken cancellationToken) => inner.ChangesAsync(afterVersion, limit, cancellationToken);

    public Task<IReadOnlyList<SessionRow>> SessionsAsync(string scope, CancellationToken cancellationToken) => inner.SessionsAsync(scope, cancellationToken);

    public Task<IReadOnlyList<Guid>> OpenWorkflowsAsync(string scope, CancellationToken cancellationToken) => inner.OpenWorkflowsAsync(scope, cancellationToken);

    public Task<IReadOnlyList<ScopeInfo>> OpenScopesAsync(CancellationToken cancellationToken) => inner.OpenScopesAsync(cancellationToken);

    public Task<LeaderSnapshot> LoadLeaderSnapshotAsync(Leadership leadership, CancellationToken cancellationToken) => inner.LoadLeaderSnapshotAsync(leadership, cancellationToken);

    public Task<IReadOnlyList<Guid>> MergeScopeAsync(Leadership from, Leadership into, CancellationToken cancellationToken) => inner.MergeScopeAsync(from, into, cancellationToken);

    public Task<NodeStanding> StandingAsync(string scope, Guid workflow, int ordinal, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Standings);
        return inner.StandingAsync(scope, workflow, ordinal, cancellationToken);
    }

    public Task<MemoEntry?> FindMemoAsync(MemoKey key, DateTimeOffset now, CancellationToken cancellationToken) => inner.FindMemoAsync(key, now, cancellationToken);

    public Task<IReadOnlyList<ArtifactGarbageRow>> ArtifactGarbageAsync(Guid? workflow, Guid? after, int limit, CancellationToken cancellationToken) => inner.ArtifactGarbageAsync(workflow, after, limit, cancellationToken);

    public Task<IReadOnlyList<LogRow>> LogsAsync(Guid uid, CancellationToken cancellationToken) => inner.LogsAsync(uid, cancellationToken);

    public Task<Guid?> FindIdempotencyKeyAsync(string key, CancellationToken cancellationToken) => inner.FindIdempotencyKeyAsync(key, cancellationToken);

    public Task<IReadOnlyList<AuditRow>> AuditAsync(Guid uid, CancellationToken cancellationToken) => inner.AuditAsync(uid, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
