namespace Fleet.Coordinator.Storage;

/// <summary>A won lead: the fence of every commit.</summary>
/// <param name="Scope">What is led.</param>
/// <param name="Epoch">Rises with each new leader of any scope; never used twice in a store.</param>
/// <param name="Owner">Who leads.</param>
public sealed record Leadership(string Scope, long Epoch, string Owner);

/// <summary>Who leads a scope.</summary>
/// <param name="Owner">Who.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="LeaseUntil">End of its lease.</param>
public sealed record LeaderInfo(string Owner, long Epoch, DateTimeOffset LeaseUntil);

/// <summary>A scope with unfinished workflows.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Leader">Its living leader; null: none, it was interrupted.</param>
/// <param name="Workflows">The unfinished workflows.</param>
public sealed record ScopeInfo(string Scope, LeaderInfo? Leader, IReadOnlyList<WorkflowSummary> Workflows);

/// <summary>What belongs to the whole store.</summary>
/// <param name="FleetId">Made with the store; in every container's labels.</param>
/// <param name="SchemaVersion">Number of the last migration.</param>
public sealed record FleetIdentity(Guid FleetId, int SchemaVersion);
