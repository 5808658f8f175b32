using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Dispatch;

/// <summary>What a task asks of the worker it is issued to.</summary>
public sealed record TaskNeeds
{
    /// <summary>Label that names a worker's pool; a selector on it chooses the pool of a task.</summary>
    public const string PoolLabel = "fleet/pool";

    /// <summary>Pool of workers without the label and of tasks that do not select one.</summary>
    public const string DefaultPool = "default";

    /// <summary>Needs nothing but a free slot of the default pool.</summary>
    public static TaskNeeds None { get; } = new();

    /// <summary>Worker labels that must be there with exactly these values (Kubernetes' nodeSelector). <see cref="PoolLabel"/> chooses the pool.</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = new Dictionary<string, string>();

    /// <summary>Cores it counts for on its engine; 0: none.</summary>
    public double Cpu { get; init; }

    /// <summary>Memory it counts for on its engine, in bytes; 0: none.</summary>
    public long Memory { get; init; }

    /// <summary>Higher goes first; equal ones in the order of arrival.</summary>
    public int Priority { get; init; }

    /// <summary>Id of the only engine it may run on (where a daemon of its template runs, or its volume claims lie); null: any.</summary>
    public string? Engine { get; init; }

    /// <summary>Names of the volume claims that it mounts: all tasks of a workflow with the same claim run on one engine.</summary>
    public IReadOnlyList<string> Claims { get; init; } = [];

    /// <summary>Id of an engine to go to only when there is no other; null: none.</summary>
    public string? AvoidEngine { get; init; }

    /// <summary>It has artifacts in the Fleet's store: its worker must reach that.</summary>
    public bool Artifacts { get; init; }

    /// <summary>Ids of the secret keys that open what it is given of Secrets, in order; its worker must have them all.</summary>
    public IReadOnlyList<string> SecretKeys { get; init; } = [];

    /// <summary>The needs of a node that the engine made Ready.</summary>
    /// <param name="request">What is to run.</param>
    /// <param name="repository">Where its workflow keeps artifacts that say no place.</param>
    public static TaskNeeds Of(TaskRequest request, ArtifactRepository repository) => new()
    {
        NodeSelector = request.NodeSelector,
        Cpu = request.Cpu,
        Memory = request.Memory,
        Priority = request.Priority,
        Engine = request.Engine ?? request.ClaimEngine,
        Claims = [.. request.Claims.Select(claim => claim.Name)],
        AvoidEngine = request.AvoidEngine,
        Artifacts = repository.Location is null && (request.Template.Data is { } data && data.Source().Location is null || Keeps(request.Template.Inputs.Artifacts) || Keeps(request.Template.Outputs.Artifacts)),
    };

    private static bool Keeps(IReadOnlyList<Artifact> artifacts) => artifacts.Any(artifact => (artifact.Path is not null || artifact.ArchiveLogs == true) && ArtifactLocation.KeyOf(artifact) is not null);

    /// <summary>Pool the task belongs to.</summary>
    public string Pool => NodeSelector.TryGetValue(PoolLabel, out var pool) ? pool : DefaultPool;
}
