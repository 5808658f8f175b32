namespace Fleet.Worker.Containers.Processes;

/// <summary>Settings of the process runtime.</summary>
public sealed record ProcessRuntimeOptions
{
    /// <summary>Folder of the runtime's own files, readable by its user only. Runtimes with the same folder on the same machine are one engine.</summary>
    public required string Scratch { get; init; }

    /// <summary>Folders and files that tasks must not see: the data folder, keys.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    /// <summary>Run tasks on the bare host.</summary>
    /// <value>Default false: where no sandbox can be had the runtime refuses to run anything.</value>
    public bool Unprotected { get; init; }

    /// <summary>Paths of this machine that templates may mount, to write there too (volumes <c>hostPath</c>).</summary>
    /// <value>Default none: such a task is refused.</value>
    public HostPaths HostPaths { get; init; } = HostPaths.None;

    /// <summary>Folder for the tasks' written layers where the disk of <see cref="Scratch"/> refuses to carry one.</summary>
    /// <value>Default <c>/dev/shm</c>, in memory.</value>
    public string SpareScratch { get; init; } = "/dev/shm";
}
