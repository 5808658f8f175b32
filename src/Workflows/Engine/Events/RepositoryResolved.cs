using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine;

/// <summary>Answer to <see cref="ResolveRepository"/>.</summary>
/// <param name="Repositories">The ConfigMap; null: there is none of that name.</param>
public sealed record RepositoryResolved(RepositoryMap? Repositories) : EngineEvent;
