namespace Fleet.Workflows.Dispatch;

/// <summary>A worker asks for a session. It claims nothing: the session begins with its first beat (rules 1 and 2).</summary>
public sealed record Hello
{
    /// <summary>The worker's id, unique in the Fleet.</summary>
    public required string WorkerId { get; init; }

    /// <summary>Random per process.</summary>
    public required Guid Boot { get; init; }

    /// <summary>Number of the hello within the process; the same hello gets the same session.</summary>
    public required int Number { get; init; }

    /// <summary>Id of the container engine.</summary>
    public required string Engine { get; init; }

    /// <summary>Host shown to users.</summary>
    public required string HostName { get; init; }

    /// <summary>Labels of the worker; <see cref="TaskNeeds.PoolLabel"/> names its pool.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Tasks it runs at once.</summary>
    public required int Slots { get; init; }

    /// <summary>Cores of the engine; 0: unknown, tasks that ask for CPU do not fit.</summary>
    public required double Cpu { get; init; }

    /// <summary>Memory of the engine, in bytes; 0: unknown, tasks that ask for memory do not fit.</summary>
    public required long Memory { get; init; }

    /// <summary>Runtime, for messages: <c>docker</c>, <c>process</c> or <c>dummy</c>.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>Version of the worker program, for messages.</summary>
    public string Version { get; init; } = "";
}
