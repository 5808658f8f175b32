using Fleet.Artifacts;
using Fleet.Contracts;

namespace Fleet.Coordinator.Hosting;

/// <summary>How a coordinator runs.</summary>
public sealed record CoordinatorOptions
{
    /// <summary>Default of <see cref="StorePatience"/>: five minutes, as workers have.</summary>
    public static readonly TimeSpan DefaultStorePatience = TimeSpan.FromMinutes(5);

    /// <summary>Scope it leads: <see cref="Storage.LeaderScope.Fleet"/>, or that of the one workflow of <c>fleet run</c>.</summary>
    /// <value>Default <c>fleet</c>.</value>
    public string Scope { get; init; } = Storage.LeaderScope.Fleet;

    /// <summary>Name of this process in leases and messages; must differ between processes.</summary>
    /// <value>Default: host name and process id.</value>
    public string Owner { get; init; } = $"{Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>Take over scopes that a dead <c>fleet run</c> left, and go on with them.</summary>
    /// <value>Default true for the scope <c>fleet</c>.</value>
    public bool TakeOverInterrupted { get; init; } = true;

    /// <summary>Runtimes that its workers have: a scope whose tasks were left on another is not taken over, for they may live there and could be neither seen nor ended from here.</summary>
    /// <value>Default null: any.</value>
    public IReadOnlyList<string>? TakeOverRuntimes { get; init; }

    /// <summary>Address of the HTTP API as workers reach it; null: none.</summary>
    public string? ApiAddress { get; init; }

    /// <summary>Token that workers use at <see cref="ApiAddress"/>; null: none.</summary>
    public string? ApiToken { get; init; }

    /// <summary>The artifact store that it offers to workers of other hosts over its HTTP API; null: none.</summary>
    public IArtifactStore? Artifacts { get; init; }

    /// <summary>How long <see cref="Artifacts"/> is asked again for a large value when it does not answer, before the task is Error with the reason.</summary>
    /// <value>Default <see cref="DefaultStorePatience"/>.</value>
    public TimeSpan StorePatience { get; init; } = DefaultStorePatience;

    /// <summary>Seals Secrets, and what is made of them for workers, who need the same keys.</summary>
    /// <value>Default: no key. Secrets are refused, with a sentence.</value>
    public SecretCipher Secrets { get; init; } = SecretCipher.None;

    /// <summary>Where artifacts go that say no place, and whose workflows choose no repository: Argo's <c>artifactRepository</c> as JSON (<see cref="Fleet.Workflows.Spec.ArtifactRepository.Json"/>).</summary>
    /// <value>Default null: the Fleet's own store, which is each worker's.</value>
    public string? ArtifactRepository { get; init; }

    /// <summary>Most waiting inputs that one commit takes.</summary>
    /// <value>Default 200. More does not help; fewer makes commits, and so fsyncs, more frequent.</value>
    public int GroupSize { get; init; } = 200;

    /// <summary>Most nodes that one workflow may have; it is kept with the workflow.</summary>
    /// <value>Default <see cref="Fleet.Workflows.Engine.WorkflowEngine.DefaultNodeLimit"/>, which is about a gigabyte of memory.</value>
    public int NodeLimit { get; init; } = Fleet.Workflows.Engine.WorkflowEngine.DefaultNodeLimit;

    /// <summary>Largest value (parameter, result, body of an answer), in bytes of UTF-8.</summary>
    /// <value>Default <see cref="MessageLimits.ValueBytes"/>.</value>
    public int ValueLimit { get; init; } = MessageLimits.ValueBytes;

    /// <summary>Largest submission over HTTP, in bytes; over the queue the least of this and <see cref="MessageLimits.QueuedSubmissionBytes"/> counts.</summary>
    /// <value>Default <see cref="MessageLimits.SubmissionBytes"/>.</value>
    public int SubmissionLimit { get; init; } = MessageLimits.SubmissionBytes;

    /// <summary>Which CloudEvents are published on <c>fleet.events</c>.</summary>
    /// <value>Default <see cref="EventLevel.Workflows"/>.</value>
    /// <remarks>A workflow asks for node events of its own by the annotation <c>fleet/events: nodes</c>. Two events for each task cost about as much as the task's own messages.</remarks>
    public EventLevel Events { get; init; } = EventLevel.Workflows;
}

/// <summary>Which events are published.</summary>
public enum EventLevel
{
    /// <summary>None: nobody could hear them (in-memory transport).</summary>
    None,

    /// <summary>Begin and end of workflows.</summary>
    Workflows,

    /// <summary>Begin and end of nodes too, for every workflow.</summary>
    Nodes,
}
