namespace Fleet.Contracts;

/// <summary>A worker asks for a session. It claims nothing: the session begins with its first beat.</summary>
public sealed record WorkerHello : IFleetMessage
{
    /// <summary>The worker's id, unique in the Fleet; its queue is <see cref="EntityNames.WorkerQueue"/>.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Random per process.</summary>
    public required Guid Boot { get; init; }

    /// <summary>Number of this hello within the process, rising.</summary>
    public required int Number { get; init; }

    /// <summary>Id of the container engine (<c>docker info</c> ID); workers of one engine may adopt each other's containers.</summary>
    public required string Engine { get; init; }

    /// <summary>Host name shown to users (<c>hostNodeName</c>).</summary>
    public required string HostName { get; init; }

    /// <summary>Labels of the worker; <c>fleet/pool</c> names its pool.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Tasks it runs at once.</summary>
    public required int Slots { get; init; }

    /// <summary>Cores of the engine.</summary>
    public required double Cpu { get; init; }

    /// <summary>Memory of the engine, in bytes.</summary>
    public required long Memory { get; init; }

    /// <summary><c>docker</c>, <c>process</c> or <c>dummy</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>Version of the worker program.</summary>
    public required string Version { get; init; }

    /// <summary>Format number.</summary>
    public int Format { get; init; } = ProtocolVersion.Current;
}
