using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>What a task's work takes from its workflow.</summary>
/// <param name="Uid">Uid of the workflow.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Spec">Its specification, workflow templates merged in.</param>
internal sealed record WorkScope(Guid Uid, string Namespace, string Name, WorkflowSpec Spec)
{
    /// <summary>Where artifacts are kept that say no place.</summary>
    public ArtifactRepository Repository { get; init; } = ArtifactRepository.Own;

    /// <summary>Finds one of its large values, by its digest.</summary>
    public Func<string, StoredValue?> Value { get; init; } = static _ => null;

    /// <summary>There is a store from which workers fetch what is too large for an order.</summary>
    public bool HasStore { get; init; }

    /// <summary>How often it was retried by hand.</summary>
    public int Retries { get; init; }

    /// <summary>What a task may be shown of its pod.</summary>
    public PodFacts FactsOf(TaskRequest request) => new(request, Uid, Namespace, Name, Spec);
}
