using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Storage;

/// <summary>
/// The store: the truth of a Fleet. One writer per scope (its leader) through <see cref="CommitAsync"/>; readers may be many and see committed state only.
/// Safe to call from several threads; every implementation passes the same compliance suite.
/// </summary>
public interface IFleetStore : IAsyncDisposable
{
    /// <summary>Creates or migrates the schema and reads what belongs to the whole Fleet. Refuses a newer schema with a sentence.</summary>
    Task<FleetIdentity> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Takes the lead of a scope when nobody has it or its lease is out.</summary>
    /// <param name="scope">See <see cref="LeaderScope"/>.</param>
    /// <param name="owner">Who asks, for messages: host and process.</param>
    /// <param name="lease">Length of the lease; judged by the database's or the given clock, the same for all writers of one store.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The new epoch; null: somebody else leads.</returns>
    Task<Leadership?> TryLeadAsync(string scope, string owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Renews the lease.</summary>
    /// <returns>False: the epoch is over.</returns>
    Task<bool> RenewAsync(Leadership leadership, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Gives the lead up at once; no error when it is lost already.</summary>
    Task ResignAsync(Leadership leadership, CancellationToken cancellationToken);

    /// <summary>Who leads a scope now; null: nobody.</summary>
    Task<LeaderInfo?> FindLeaderAsync(string scope, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a group in one transaction, all or nothing; the epoch is checked before it commits.
    /// Gives each workflow of the group the next value of the Fleet's one version counter.
    /// </summary>
    /// <exception cref="LeadershipLostException">The epoch is over: drop all cached state.</exception>
    /// <exception cref="StoreConflictException">A row breaks a rule of the store (name taken, not of this scope, ...): names the workflow.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be written now; the lead and its cached state are best taken anew.</exception>
    /// <exception cref="ArgumentException">The batch contradicts itself (a row twice, a node without its workflow).</exception>
    Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken);

    /// <summary>Summary row by name.</summary>
    Task<WorkflowSummary?> FindAsync(string @namespace, string name, CancellationToken cancellationToken);

    /// <summary>Summary row by uid.</summary>
    Task<WorkflowSummary?> FindAsync(Guid uid, CancellationToken cancellationToken);

    /// <summary>Another workflow that has a name, or had it and was deleted since a moment.</summary>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="uid">The workflow that is not meant.</param>
    /// <param name="since">Those that were deleted before are not meant. Deleted ones are known for as long as their tombstones (<see cref="FleetStoreOptions.TombstoneRetention"/>).</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Its uid; null: there is none.</returns>
    Task<Guid?> NamesakeAsync(string @namespace, string name, Guid uid, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Newest by creation; null: none.</summary>
    Task<WorkflowSummary?> FindLatestAsync(string @namespace, CancellationToken cancellationToken);

    /// <summary>A workflow with all its nodes, in order of their ordinals; null: unknown or deleted.</summary>
    Task<StoredWorkflow?> LoadAsync(Guid uid, CancellationToken cancellationToken);

    /// <summary>As <see cref="LoadAsync"/>, for who only looks: its large texts are only their beginnings, with their sizes.</summary>
    Task<StoredWorkflow?> LoadShownAsync(Guid uid, CancellationToken cancellationToken);

    /// <summary>A large text that a workflow's records name, as UTF-8.</summary>
    /// <param name="workflow">Uid of the workflow.</param>
    /// <param name="sha256">Its digest (<see cref="StoredValue.Sha256"/>).</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Its bytes; null: there is none, or the workflow was deleted.</returns>
    Task<byte[]?> FindValueAsync(Guid workflow, string sha256, CancellationToken cancellationToken);

    /// <summary>Lists summaries, newest start first, with keyset paging; touches no node row.</summary>
    Task<WorkflowPage> ListAsync(WorkflowQuery query, CancellationToken cancellationToken);

    /// <summary>Workflows and tombstones with a version above the given one, coalesced to the latest state, oldest version first.</summary>
    Task<ChangePage> ChangesAsync(long afterVersion, int limit, CancellationToken cancellationToken);

    /// <summary>Uids of a scope's workflows that have not ended (deleting ones included).</summary>
    Task<IReadOnlyList<Guid>> OpenWorkflowsAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Scopes other than <c>fleet</c> that have unfinished workflows, or ended ones that are to be deleted in a while (<c>ttlStrategy</c>): those, with their leader if one is alive.</summary>
    Task<IReadOnlyList<ScopeInfo>> OpenScopesAsync(CancellationToken cancellationToken);

    /// <summary>Worker sessions of a scope, oldest first, for whoever does not lead it: they tell on which runtimes its tasks run.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<IReadOnlyList<SessionRow>> SessionsAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Everything a new leader of a scope needs besides the workflows: live tasks, sessions, timers, locks, outbox.</summary>
    /// <exception cref="LeadershipLostException">The epoch is over.</exception>
    Task<LeaderSnapshot> LoadLeaderSnapshotAsync(Leadership leadership, CancellationToken cancellationToken);

    /// <summary>
    /// Moves what an interrupted scope left (workflows, timers, sessions, unsent messages) into another scope, in one transaction that checks both epochs, and ends the first.
    /// Moved messages get sequence numbers above the other scope's last one, so call it before <see cref="LoadLeaderSnapshotAsync"/> or load again afterwards.
    /// </summary>
    /// <param name="from">The lead of the interrupted scope, taken by the caller.</param>
    /// <param name="into">The caller's own lead.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Uids of the workflows that moved.</returns>
    /// <exception cref="LeadershipLostException">One of the epochs is over; nothing was moved.</exception>
    Task<IReadOnlyList<Guid>> MergeScopeAsync(Leadership from, Leadership into, CancellationToken cancellationToken);

    /// <summary>Is a node known, unknown, another scope's, or was its workflow deleted? Asked for containers that workers find and the leader does not know as live; reads no node body.</summary>
    /// <param name="scope">Scope of the leader who asks.</param>
    /// <param name="workflow">Uid of the workflow.</param>
    /// <param name="ordinal">Ordinal of the node.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<NodeStanding> StandingAsync(string scope, Guid workflow, int ordinal, CancellationToken cancellationToken);

    /// <summary>An object beside workflows by kind, namespace and name; null: there is none.</summary>
    Task<ResourceRow?> FindResourceAsync(ResourceKey key, CancellationToken cancellationToken);

    /// <summary>Objects of a kind, by namespace and name.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="namespace">Namespace; null: all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<ResourcePage> ListResourcesAsync(string kind, string? @namespace, CancellationToken cancellationToken);

    /// <summary>Objects of all kinds with a version above the given one, tombstones among them, oldest version first.</summary>
    Task<ResourcePage> ResourceChangesAsync(long afterVersion, CancellationToken cancellationToken);

    /// <summary>An entry of the memoization cache; null: there is none, or it has expired.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="now">The moment that counts for its expiry.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<MemoEntry?> FindMemoAsync(MemoKey key, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Where the logs of a workflow's tasks that have ended are; those of a task that ended without output have no row.</summary>
    Task<IReadOnlyList<LogRow>> LogsAsync(Guid uid, CancellationToken cancellationToken);

    /// <summary>Artifacts that are to be deleted, oldest first.</summary>
    /// <param name="workflow">Those of one workflow; null: of all.</param>
    /// <param name="after">Those behind the row with this id; null: from the first on.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<IReadOnlyList<ArtifactGarbageRow>> ArtifactGarbageAsync(Guid? workflow, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>The uid stored under an idempotency key; null: unknown.</summary>
    Task<Guid?> FindIdempotencyKeyAsync(string key, CancellationToken cancellationToken);

    /// <summary>Audit events of a workflow, in order.</summary>
    Task<IReadOnlyList<AuditRow>> AuditAsync(Guid uid, CancellationToken cancellationToken);
}
