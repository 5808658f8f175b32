using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Simulation;

/// <summary>What a simulation does not take from its manifest. The defaults are fixed, so that the same files give the same result.</summary>
public sealed record SimulationOptions
{
    /// <summary>Begin of the workflow. Default: 2026-01-01T00:00:00Z.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Uid of the workflow. Default: one that says that it is none.</summary>
    public Guid Uid { get; init; } = new("00000000-0000-4000-8000-000000000000");

    /// <summary>Tasks that the worker runs at once. Default: no bound.</summary>
    public int Slots { get; init; } = int.MaxValue;

    /// <summary>Cores of the worker's engine. Default: more than any task asks for.</summary>
    public double Cpu { get; init; } = 1_000_000;

    /// <summary>Memory of the worker's engine in bytes. Default: more than any task asks for (an exbibyte).</summary>
    public long Memory { get; init; } = 1L << 60;

    /// <summary>Labels of the worker. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Why the host would refuse a task before any worker gets it; null: it would not. Default: it refuses none.</summary>
    public Func<WorkflowState, int, TaskRequest, string?> Refusal { get; init; } = static (_, _, _) => null;

    /// <summary>Most nodes of the workflow. Default: that of a coordinator.</summary>
    public int NodeLimit { get; init; } = WorkflowEngine.DefaultNodeLimit;

    /// <summary>Attempts of one node after which a retry counts as endless: nothing else in the language has no end. Default: 10 000.</summary>
    public int MaxAttempts { get; init; } = 10_000;
}
