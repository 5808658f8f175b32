namespace Fleet.Throughput.Bench;

/// <summary>What is measured, and with which parts.</summary>
internal sealed record BenchOptions
{
    /// <summary>A broker, or a virtual host, that no Fleet uses.</summary>
    public required Uri Broker { get; init; }

    /// <summary>The product's program.</summary>
    public required string Program { get; init; }

    /// <summary>PostgreSQL, as <c>Host=..;Username=..</c>; empty: SQLite. A database of its own is made there and dropped.</summary>
    public string Postgres { get; init; } = "";

    public IReadOnlyList<int> Sizes { get; init; } = [200, 2_000, 20_000];

    public IReadOnlyList<int> Slots { get; init; } = [8, 64];

    public int Rounds { get; init; } = 3;

    /// <summary>Tasks that are run and forgotten before anything is measured, on each worker and on the floor.</summary>
    public int WarmUp { get; init; } = 2_000;

    /// <summary>Node events (<c>fleet/events: nodes</c>) are published too.</summary>
    public bool NodeEvents { get; init; }

    /// <summary>Where report, table and plot are written; null: only the report is printed.</summary>
    public string? Output { get; init; }
}
