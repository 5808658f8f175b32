using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine;

/// <summary>A Ready node: what is to run, fully substituted, and what it needs. Stored with the node until it ends, so that a repeated order is the same order.</summary>
public sealed record TaskRequest
{
    /// <summary>The node's template with every tag replaced.</summary>
    public required Template Template { get; init; }

    /// <summary>Full node name.</summary>
    public required string NodeName { get; init; }

    /// <summary>Pod name (Argo's v2 format).</summary>
    public required string PodName { get; init; }

    /// <summary>Fields of its pod that are the workflow's and have tags there, JSON text with the tags replaced; null: none has.</summary>
    public string? PodFields { get; init; }

    /// <summary>Files of the volumes that it mounts.</summary>
    public IReadOnlyList<VolumeContent> Volumes { get; init; } = [];

    /// <summary>Volume claims that it mounts.</summary>
    public IReadOnlyList<TaskClaim> Claims { get; init; } = [];

    /// <summary>Id of the container engine where the volumes of its claims lie; null: there are none yet.</summary>
    public string? ClaimEngine { get; init; }

    /// <summary>It belongs to an exit handler.</summary>
    public bool OnExit { get; init; }

    /// <summary>Something refers to <c>outputs.result</c>: capture standard output.</summary>
    public bool CaptureResult { get; init; }

    /// <summary>An HTTP call: something asks for the body of the answer.</summary>
    public bool BodyWanted => Flow.HttpOutcome.WantsBody(this);

    /// <summary>Moment after which it must not run on (timeouts, retry's maxDuration, workflow deadline); null: none.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary><c>activeDeadlineSeconds</c>, from the container's start; null: none.</summary>
    public double? ActiveDeadlineSeconds { get; init; }

    /// <summary>Worker labels that must match.</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = new Dictionary<string, string>();

    /// <summary>Cores the task counts for (requests, else limits); 0: none.</summary>
    public double Cpu { get; init; }

    /// <summary>Memory the task counts for, in bytes; 0: none.</summary>
    public long Memory { get; init; }

    /// <summary>Priority of the workflow; higher goes first.</summary>
    public int Priority { get; init; }

    /// <summary>Id of the only container engine it may run on, where a daemon of its template runs; null: any.</summary>
    public string? Engine { get; init; }

    /// <summary>Values of the Secrets that it refers to, sealed; those that may be missing and are, are left out.</summary>
    public IReadOnlyList<SecretValue> Secrets { get; init; } = [];

    /// <summary>Id of an engine to go to only when there is no other, since the attempt before failed there; null: none.</summary>
    public string? AvoidEngine { get; init; }

    /// <summary>Its workflow's specification, as it counts for this task.</summary>
    /// <param name="spec">The specification.</param>
    public WorkflowSpec SpecOf(WorkflowSpec spec) => Spec.PodFields.Put(spec, PodFields);

    /// <summary>The sealed value of a Secret's key; null: the task was given none.</summary>
    /// <param name="name">Name of the Secret.</param>
    /// <param name="key">The key in it.</param>
    public string? Secret(string name, string key) => Secrets.FirstOrDefault(value => value.Name == name && value.Key == key)?.Sealed;
}
