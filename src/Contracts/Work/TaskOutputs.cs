namespace Fleet.Contracts;

/// <summary>What the worker brings out of a task when its main container has ended.</summary>
public sealed record TaskOutputs
{
    /// <summary>Capture standard output of <c>main</c> as <c>outputs.result</c>; only when something refers to it (Argo's rule).</summary>
    public bool Result { get; init; }

    /// <summary>Output parameters read from files (<c>valueFrom.path</c>).</summary>
    public IReadOnlyList<OutputFile> Parameters { get; init; } = [];

    /// <summary>Files and folders to store.</summary>
    public IReadOnlyList<ArtifactOutput> Artifacts { get; init; } = [];
}
