namespace Fleet.Contracts;

/// <summary>A store of artifacts other than the Fleet's own, or a place without keys (<c>http</c>, <c>git</c>).</summary>
/// <param name="Location">The place as Argo's JSON, one location field and no key of an artifact: <c>{"s3":{"endpoint":"...","bucket":"..."}}</c>.</param>
public sealed record ArtifactPlace(string Location)
{
    /// <summary>Values of the Secrets that it refers to, by <c>NAME/KEY</c>; those that may be missing and are, are left out.</summary>
    public IReadOnlyList<EnvironmentVariable> Secrets { get; init; } = [];
}
