namespace Fleet.Worker.Containers;

/// <summary>What an engine is and has.</summary>
/// <param name="Id">Id of the engine (<c>docker info</c> ID): workers with the same id share their containers.</param>
/// <param name="HostName">Host shown to users.</param>
/// <param name="Cores">Cores.</param>
/// <param name="MemoryBytes">Memory.</param>
/// <param name="Description">What it is, for one line of output: <c>Docker Engine 29.4 at unix:///var/run/docker.sock</c>.</param>
public sealed record EngineInfo(string Id, string HostName, double Cores, long MemoryBytes, string Description)
{
    /// <summary>Architecture of its containers.</summary>
    /// <value>Default: this machine's.</value>
    public string Architecture { get; init; } = NodeLabels.OwnArchitecture;

    /// <summary>Operating system of its containers.</summary>
    /// <value>Default <c>linux</c>.</value>
    public string Os { get; init; } = "linux";
}

/// <summary>Progress of a pull.</summary>
/// <param name="Image">The image.</param>
/// <param name="Percent">Percent; null: unknown.</param>
public sealed record PullProgress(string Image, double? Percent);

/// <summary>A piece of output: a line, or part of one longer than the engine's limit.</summary>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
/// <param name="Nanos">The engine's timestamp, nanoseconds since the Unix epoch.</param>
/// <param name="Bytes">Content with its newline, if it had one.</param>
public readonly record struct LogFrame(string Stream, long Nanos, ReadOnlyMemory<byte> Bytes);
