using Fleet.Contracts;

namespace Fleet.Worker.Execution;

/// <summary>An input artifact that lies in a volume of the pod. What it is shows when it is loaded.</summary>
/// <param name="artifact">The artifact.</param>
/// <param name="volume">The pod's name for the volume.</param>
/// <param name="path">Where it belongs, without a slash at the end.</param>
internal sealed class PodInput(ArtifactInput artifact, string volume, string path)
{
    // Where Argo's own init container has them.
    private const string Apart = "/argo/inputs/artifacts";

    /// <summary>The artifact.</summary>
    public ArtifactInput Artifact { get; } = artifact;

    /// <summary>The pod's name for the volume.</summary>
    public string Volume { get; } = volume;

    /// <summary>Where it belongs in a container.</summary>
    public string Path { get; } = path;

    /// <summary>What it is; null: nothing (yet).</summary>
    public PodInputKind? Kind { get; set; }

    /// <summary>Name of a file in the volume; a folder is the volume's root.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>Where a link at its path leads.</summary>
    public string LinkTarget => LinkedMount.MountPath + "/" + FileName;

    /// <summary>The mount that shows it at its path.</summary>
    public MountWork Mount => new(Volume, Path, Kind == PodInputKind.File ? FileName : "");

    /// <summary>The mount that a link leads into.</summary>
    public MountWork LinkedMount => new(Volume, $"{Apart}/{Artifact.Name}");
}
