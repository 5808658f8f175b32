namespace Fleet.Workflows.Engine;

/// <summary>
/// Asks for the ConfigMap, of the workflow's namespace, that its artifact repository comes from. Answered by <see cref="RepositoryResolved"/> before the decision is stored: the workflow has not begun, and that it waits is no
/// part of the stored state.
/// </summary>
/// <param name="ConfigMap">Name of the ConfigMap.</param>
public sealed record ResolveRepository(string ConfigMap) : EngineCommand;
