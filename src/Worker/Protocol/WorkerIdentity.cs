using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>What a worker says of itself in every hello.</summary>
public sealed record WorkerIdentity
{
    /// <summary>The worker's id, unique in the Fleet.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Random per process.</summary>
    public required Guid Boot { get; init; }

    /// <summary>Id of the container engine.</summary>
    public required string Engine { get; init; }

    /// <summary>Host shown to users.</summary>
    public required string HostName { get; init; }

    /// <summary>Labels; <c>fleet/pool</c> names the pool.</summary>
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

    internal WorkerHello ToHello(int number) => new()
    {
        WorkerId = WorkerId,
        Boot = Boot,
        Number = number,
        Engine = Engine,
        HostName = HostName,
        Labels = Labels,
        Slots = Slots,
        Cpu = Cpu,
        Memory = Memory,
        Runtime = Runtime,
        Version = Version,
    };
}
