namespace Fleet.Contracts;

/// <summary>Lists the keys of an artifact location (template type <c>data</c>).</summary>
/// <param name="Location">The location as Argo's JSON.</param>
public sealed record ListArtifactsWork(string Location);
