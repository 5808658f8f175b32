using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Storage;

/// <summary>A workflow's row.</summary>
/// <param name="Scope">Its leader's scope.</param>
/// <param name="Record">The engine's record; <see cref="WorkflowRecord.Manifest"/> is written on insert only.</param>
/// <param name="LabelsJson">Labels as a JSON object, for list filters.</param>
/// <param name="IsNew">Insert (a taken name is a conflict) instead of update.</param>
/// <param name="EventSequence">Number of the last CloudEvent of the workflow; 0: none yet. Kept with the row so that the sequence goes on under a new leader.</param>
public sealed record WorkflowRow(string Scope, WorkflowRecord Record, string LabelsJson, bool IsNew, long EventSequence = 0);

/// <summary>A node's row: the engine's record and, for leaves, its place in the dispatch protocol.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Record">The engine's record.</param>
/// <param name="Task">The dispatch columns; null: not a task, or ended.</param>
public sealed record NodeRow(Guid Workflow, NodeRecord Record, TaskColumns? Task);

/// <summary>Dispatch columns of a node's row.</summary>
/// <param name="Dispatch">Issues so far; 0: never issued.</param>
/// <param name="State">State in the dispatch protocol, in the dispatcher's own terms; 0: not live.</param>
/// <param name="Body">The dispatcher's own record of the task.</param>
public sealed record TaskColumns(int Dispatch, int State, ReadOnlyMemory<byte> Body);

/// <summary>A message that is to be sent.</summary>
/// <param name="Sequence">Order within the scope, rising; given by the leader.</param>
/// <param name="MessageId">Same at every repetition.</param>
/// <param name="Kind">Which message type the body is.</param>
/// <param name="Destination">Worker id, routing key or reply address, depending on <paramref name="Kind"/>.</param>
/// <param name="OrderKey">Rows of one key are sent one after another.</param>
/// <param name="Body">Serialised message.</param>
public sealed record OutboxRow(long Sequence, Guid MessageId, string Kind, string Destination, string OrderKey, ReadOnlyMemory<byte> Body);

/// <summary>A timer.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Key">Which of its timers.</param>
/// <param name="Due">When it fires.</param>
public sealed record TimerRow(Guid Workflow, TimerKey Key, DateTimeOffset Due);

/// <summary>A worker session.</summary>
/// <param name="Session">Its number.</param>
/// <param name="WorkerId">The worker.</param>
/// <param name="State">State in the dispatcher's own terms.</param>
/// <param name="Body">The dispatcher's own record of the session.</param>
public sealed record SessionRow(long Session, string WorkerId, int State, ReadOnlyMemory<byte> Body);

/// <summary>An audit event.</summary>
/// <param name="Workflow">The workflow; null: the Fleet.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What, e.g. <c>submitted</c>, <c>stop</c>, <c>takeover</c>.</param>
/// <param name="Detail">JSON object or a sentence.</param>
public sealed record AuditRow(Guid? Workflow, DateTimeOffset At, string Kind, string Detail);

/// <summary>A workflow with its nodes.</summary>
/// <param name="Scope">Its leader's scope.</param>
/// <param name="Version">Its resourceVersion.</param>
/// <param name="Record">The engine's record.</param>
/// <param name="Nodes">Its nodes by ordinal.</param>
/// <param name="EventSequence">Number of its last CloudEvent.</param>
/// <param name="LabelsJson">Labels as a JSON object, as stored in the row.</param>
public sealed record StoredWorkflow(string Scope, long Version, WorkflowRecord Record, IReadOnlyList<NodeRecord> Nodes, long EventSequence = 0, string LabelsJson = "{}");

/// <summary>A live task as a new leader finds it.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Ordinal">The node.</param>
/// <param name="Request">The engine's serialised request.</param>
/// <param name="Task">Its dispatch columns.</param>
public sealed record LiveTask(Guid Workflow, int Ordinal, ReadOnlyMemory<byte> Request, TaskColumns Task);

/// <summary>What a new leader starts from.</summary>
/// <param name="Tasks">Live tasks of the scope's workflows.</param>
/// <param name="Sessions">Sessions of the scope.</param>
/// <param name="Timers">Timers of the scope's workflows.</param>
/// <param name="Outbox">Unsent messages of the scope, in order.</param>
/// <param name="Locks">Requests for locks of the scope's workflows.</param>
/// <param name="LastSequence">Highest outbox sequence ever used in the scope.</param>
/// <param name="LastSession">
/// Where session numbers go on: the million above it belongs to this lead alone (numbers are unique in the whole store, although several scopes have their own leaders).
/// </param>
public sealed record LeaderSnapshot(
    IReadOnlyList<LiveTask> Tasks, IReadOnlyList<SessionRow> Sessions, IReadOnlyList<TimerRow> Timers, IReadOnlyList<OutboxRow> Outbox, IReadOnlyList<LockRow> Locks,
    long LastSequence, long LastSession);
