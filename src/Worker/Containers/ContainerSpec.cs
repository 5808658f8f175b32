using Fleet.Contracts;

namespace Fleet.Worker.Containers;

/// <summary>One container to create.</summary>
public sealed record ContainerSpec
{
    /// <summary>Deterministic name on the engine.</summary>
    public required string Name { get; init; }

    /// <summary>Labels (see <see cref="ContainerLabels"/>).</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>What it runs.</summary>
    public required ContainerWork Work { get; init; }

    /// <summary>The pod it belongs to (volumes, hosts, network).</summary>
    public required PodWork Pod { get; init; }

    /// <summary>Absolute paths of the artifacts, or of links to them, that are copied in before it starts.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Container whose network namespace it shares; null: its own on the Fleet's network.</summary>
    public string? NetworkOf { get; init; }

    /// <summary>Engine volume of each of the pod's volumes, by the pod's name for it; empty: an anonymous one, which is removed with the container.</summary>
    public IReadOnlyDictionary<string, string> Volumes { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Labels of the volumes that it mounts, which are made with it, so that none is ever there without a container that names it; each is mounted at the root, at its own name. It is never
    /// started: volumes are filled through it. Null: an ordinary container, whose volumes are there.
    /// </summary>
    public IReadOnlyDictionary<string, string>? VolumeLabels { get; init; }
}
