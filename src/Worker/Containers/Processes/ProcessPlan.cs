using Fleet.Contracts;

namespace Fleet.Worker.Containers.Processes;

/// <summary>Everything that one task's scripts are told.</summary>
internal sealed record ProcessPlan
{
    /// <summary>Id of the container.</summary>
    public required string Id { get; init; }

    /// <summary>How it is kept.</summary>
    public required Rung Rung { get; init; }

    /// <summary>Capabilities that this process may pass on, a bit each (<c>CapBnd</c> of /proc/self/status).</summary>
    public ulong Bounds { get; init; } = ulong.MaxValue;

    /// <summary>The command and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Variables besides the host's own few.</summary>
    public IReadOnlyList<EnvironmentVariable> Variables { get; init; } = [];

    /// <summary>Working directory; made when it is missing.</summary>
    public string WorkingFolder { get; init; } = "/";

    /// <summary>User and group; null: as the sandbox has it.</summary>
    public (string User, string Group)? User { get; init; }

    /// <summary>Real mounts of the host below <c>/</c>, outer ones first.</summary>
    public IReadOnlyList<string> Submounts { get; init; } = [];

    /// <summary>Paths that the task must not see, without links in them.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    /// <summary>Folders mounted as volumes.</summary>
    public IReadOnlyList<VolumeMount> Volumes { get; init; } = [];
}

/// <summary>A folder mounted as a volume.</summary>
/// <param name="Source">On the host.</param>
/// <param name="Target">In the task.</param>
/// <param name="ReadOnly">No writing.</param>
internal sealed record VolumeMount(string Source, string Target, bool ReadOnly);
