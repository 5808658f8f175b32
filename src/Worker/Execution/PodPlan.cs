using Fleet.Contracts;

namespace Fleet.Worker.Execution;

/// <summary>The containers of a pod in the order in which they are created. A pod of one container needs neither a sandbox nor named volumes.</summary>
internal sealed class PodPlan
{
    private PodPlan(PodWork pod, ContainerWork? sandbox)
    {
        Effective =
        [
            .. pod.Init.Select(work => new PodMember(work, PodPart.Init)),
            .. pod.Containers.Select(work => new PodMember(work, PodPart.Main)),
            .. pod.Sidecars.Select(work => new PodMember(work, PodPart.Sidecar)),
        ];
        // Volumes of files are each container's own, those of the host are there.
        var shared = pod.Volumes.Where(volume => volume.Files is null && volume.HostPath is null).Select(volume => volume.Name).ToHashSet(StringComparer.Ordinal);
        var shares = Effective.Count > 1 || Effective[0].Work.Mounts.Where(mount => shared.Contains(mount.Volume)).GroupBy(mount => mount.Volume).Any(mounts => mounts.Count() > 1);
        Sandbox = shares && sandbox is not null ? new PodMember(sandbox, PodPart.Sandbox) : null;
        // The engine mounts no anonymous volume read-only.
        NamesVolumes = shares || sandbox is null || Effective[0].Work.Mounts.Any(mount => mount.ReadOnly && shared.Contains(mount.Volume));
        IsSimple = Effective.Count == 1 && (shared.Count == 0 || !NamesVolumes);
    }

    /// <summary>Keeps the network; null: the pod has one container, or the engine's containers share one network.</summary>
    public PodMember? Sandbox { get; }

    /// <summary>All but the sandbox, in the order of their starts.</summary>
    public IReadOnlyList<PodMember> Effective { get; }

    /// <summary>Sandbox first.</summary>
    public IEnumerable<PodMember> Members => Sandbox is null ? Effective : Effective.Prepend(Sandbox);

    /// <summary>Empty directories are volumes with a name; else each is an anonymous one that goes with the only container.</summary>
    public bool NamesVolumes { get; }

    /// <summary>One container and nothing else to remove.</summary>
    public bool IsSimple { get; }

    /// <summary>The first one that has an effect.</summary>
    public PodMember First => Effective.First(member => member.Part == PodPart.Init || member.Work.Dependencies.Count == 0);

    /// <summary>The plan of a pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="sandbox">What the engine keeps a pod's network with; null: it needs nothing.</param>
    public static PodPlan Of(PodWork pod, ContainerWork? sandbox) => new(pod, sandbox);

    /// <summary>The containers of one kind.</summary>
    public IEnumerable<PodMember> Of(PodPart part) => Effective.Where(member => member.Part == part);
}
