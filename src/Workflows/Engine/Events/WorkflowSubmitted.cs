using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine;

/// <summary>The workflow was accepted: begin. Ignored when it has begun.</summary>
public sealed record WorkflowSubmitted : EngineEvent
{
    /// <summary>The repository of workflows that choose none, JSON (<see cref="ArtifactRepository.Json"/>); null: the Fleet's own store.</summary>
    public string? DefaultRepository { get; init; }

    /// <summary>The ConfigMap of workflows that name none (<see cref="RepositoryMap.DefaultName"/>), whose annotation may choose for them; null: there is none.</summary>
    public RepositoryMap? Repositories { get; init; }

    /// <summary>Most nodes that it may have: with one more it ends in Error. Default <see cref="WorkflowEngine.DefaultNodeLimit"/>.</summary>
    public int NodeLimit { get; init; } = WorkflowEngine.DefaultNodeLimit;

    /// <summary>Largest value that it may have, in bytes of UTF-8; four times that is the most of all values that are not small. Default <see cref="WorkflowEngine.DefaultValueLimit"/>.</summary>
    public int ValueLimit { get; init; } = WorkflowEngine.DefaultValueLimit;
}
