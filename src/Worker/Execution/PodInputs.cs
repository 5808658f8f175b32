using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution;

/// <summary>
/// How the input artifacts of a pod come into its containers. As in Argo they lie in volumes of the pod where that can be told from copies: several containers have them
/// (<c>mirrorVolumeMounts</c>), nothing but the artifact may be written (<c>readOnlyRootFilesystem</c>), the system covers its path, or what is there cannot be cleared away for a folder: something is
/// mounted in it, or could be reached through it that is not the pod's alone. Each has a volume of its own, which is filled before the containers are created. An engine
/// that mounts no single files gets a link to one that is shared, and a copy of one that is not. All others are copied into the created containers: that is quicker.
/// </summary>
internal sealed class PodInputs
{
    private readonly PodWork _pod;
    private readonly IReadOnlyList<PodMember> _takers;
    private readonly VolumeMounts _mounts;

    private PodInputs(PodWork pod, IReadOnlyList<PodMember> takers, VolumeMounts mounts, bool always)
    {
        (_pod, _takers, _mounts) = (pod, takers, mounts);
        if (mounts == VolumeMounts.None || takers.Count == 0)
            return;
        var shares = takers.Count > 1;
        InVolumes =
        [
            .. pod.Artifacts.Where(artifact => IsPath(artifact.Path) && !IsInVolume(artifact) && !SystemFolders.Own(Normal(artifact.Path))
                    && (always || shares || takers[0].Work.ReadOnlyRoot || SystemFolders.Cover(Normal(artifact.Path)) || !CanBeCleared(artifact))
                    && !IsInOutput(artifact))
                .Select((artifact, number) => new PodInput(artifact, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"_input{number}"), Normal(artifact.Path))),
        ];
    }

    /// <summary>Those that lie in volumes of the pod.</summary>
    public IReadOnlyList<PodInput> InVolumes { get; } = [];

    /// <summary>Those that are copied into created containers; one that lies in another comes after it.</summary>
    public IEnumerable<ArtifactInput> Copied =>
        _pod.Artifacts.OrderBy(artifact => _pod.Artifacts.Count(other => IsBelow(artifact.Path, other.Path))).Where(artifact => InVolumes.FirstOrDefault(input => input.Artifact == artifact) is not { } input || IsCopied(input));

    /// <summary>Those that a created container gets links to.</summary>
    public IEnumerable<PodInput> Linked => InVolumes.Where(IsLinked);

    /// <summary>Where it is otherwise than in Argo, a sentence by its kind.</summary>
    public IEnumerable<(string Kind, string Sentence)> Deviations
    {
        get
        {
            const string Newer = "Docker Engine 26 and newer mount the file alone";
            foreach (var input in InVolumes.Where(input => input.Kind == PodInputKind.File && !MountsFiles))
            {
                if (IsLinked(input))
                    yield return ("link", $"{input.Path}, an input artifact that containers of a pod share, is a symbolic link: this container engine mounts no single files ({Newer})");
                if (_takers.FirstOrDefault(member => member.Work.ReadOnlyRoot && member.Work.Mounts.All(mount => Normal(mount.MountPath) != input.Path)) is { } closed)
                    yield return ("folder", $"container {closed.Name} has a read-only root (readOnlyRootFilesystem), and can write to the folder of its input artifact {input.Path} nevertheless: this container engine mounts no single files ({Newer}). Give the file a folder of its own");
            }
        }
    }

    /// <summary>What is copied would not be seen by the container, or what fills volumes could not be mounted: why; null: it will be.</summary>
    public string? UnseenOf(ArtifactInput artifact)
    {
        if (!IsPath(artifact.Path) || _mounts == VolumeMounts.None || IsInVolume(artifact) || _takers.Count == 0)
            return null;
        var path = Normal(artifact.Path);
        if (SystemFolders.Own(path))
            return $"its path {path} is the system's own; use another, e.g. /tmp/input";
        if (!SystemFolders.Cover(path) || (InVolumes.FirstOrDefault(input => input.Artifact == artifact) is { } mounted && !IsCopied(mounted) && !(IsLinked(mounted) && SystemFolders.IsDevice(path))))
            return null;
        return $"its path {path} is the system's own, and this container engine mounts no single file there (Docker Engine 26 and newer do); use another, e.g. /tmp/input";
    }

    /// <summary>A folder that is copied hides what is there, as a volume would.</summary>
    public bool Clears(ArtifactInput artifact) => IsPath(artifact.Path) && !IsInVolume(artifact) && CanBeCleared(artifact)
        && !_takers.Any(member => member.Work.ReadOnlyRoot) && InVolumes.All(input => !IsBelow(input.Path, artifact.Path));

    /// <summary>The plan of a pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="takers">The containers that have its inputs, main first.</param>
    /// <param name="mounts">What the engine can mount.</param>
    /// <param name="always">All of them lie in volumes, where the engine has any.</param>
    public static PodInputs Of(PodWork pod, IReadOnlyList<PodMember> takers, VolumeMounts mounts, bool always = false) => new(pod, takers, mounts, always);

    /// <summary>A container with what it mounts of them, once they are loaded.</summary>
    public ContainerWork WithMounts(PodMember member) => InVolumes.Count == 0 || !Takes(member)
        ? member.Work
        : member.Work with { Mounts = [.. member.Work.Mounts, .. InVolumes.Where(input => Has(member, input)).Select(input => IsLinked(input) ? input.LinkedMount : input.Mount)] };

    /// <summary>Paths at which something is copied into a created container: artifacts, and links to them.</summary>
    public IReadOnlyList<string> CopiedPaths(PodMember member) =>
        !Takes(member) ? [] : [.. Copied.Select(artifact => artifact.Path), .. Linked.Where(input => Has(member, input)).Select(input => input.Path)];

    /// <summary>A container has the pod's inputs.</summary>
    public bool Takes(PodMember member) => _takers.Contains(member);

    /// <summary>A container has an input in a volume: it takes inputs, and mounts nothing else there.</summary>
    public bool Has(PodMember member, PodInput input) =>
        Takes(member) && input.Kind is not null && !IsCopied(input) && member.Work.Mounts.All(mount => Normal(mount.MountPath) != input.Path);

    private bool IsLinked(PodInput input) => input.Kind == PodInputKind.File && !MountsFiles && _takers.Count > 1;

    private bool IsCopied(PodInput input) => input.Kind == PodInputKind.File && !MountsFiles && _takers.Count == 1;

    private bool MountsFiles => _mounts == VolumeMounts.Files;

    // Not where more than the image's would go: through links of the image any mount may be reached.
    private bool CanBeCleared(ArtifactInput artifact) => _takers.All(member =>
        member.Work.Mounts.All(mount => _pod.Volumes.FirstOrDefault(volume => volume.Name == mount.Volume) is { Claim: null, HostPath: null, Files: null } && !IsBelow(mount.MountPath, artifact.Path))
        && member.Work.Files.All(file => !IsBelow(file.Path, artifact.Path)));

    private static bool IsBelow(string path, string folder) => Normal(path) != Normal(folder) && Normal(path).StartsWith(Normal(folder) + "/", StringComparison.Ordinal);

    // It goes into the volume that main mounts there, as in Argo.
    private bool IsInVolume(ArtifactInput artifact) => IsPath(artifact.Path) && _takers.Count > 0 && _takers[0].Work.Mounts.Any(mount => (Normal(artifact.Path) + "/").StartsWith(Normal(mount.MountPath) + "/", StringComparison.Ordinal));

    // What is stored is what the container sees; a link to a file that is shared would be stored as a link.
    private bool IsInOutput(ArtifactInput artifact) => _pod.Outputs.Artifacts.Any(output => output.Path.Length > 0 && IsBelow(artifact.Path, output.Path));

    // Others are refused when they are loaded.
    private static bool IsPath(string path) => path.StartsWith('/') && Normal(path).Length > 0;

    private static string Normal(string path) => (path.Contains('\0', StringComparison.Ordinal) ? path : Path.GetFullPath(path, "/")).TrimEnd('/');
}
