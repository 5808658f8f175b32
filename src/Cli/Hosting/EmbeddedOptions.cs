using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Logs;
using Fleet.Worker.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Cli.Hosting;

/// <summary>What runs in this process.</summary>
internal sealed record EmbeddedOptions
{
    /// <summary>Broker; null: in memory.</summary>
    public Uri? Broker { get; init; }

    /// <summary>Name of the connections at the broker.</summary>
    public string ConnectionName { get; init; } = "fleet";

    /// <summary>Store, see <see cref="Coordinator.Storage.FleetStoreFactory"/>.</summary>
    public string Store { get; init; } = "";

    /// <summary>Folder of the logs.</summary>
    public string Logs { get; init; } = "";

    /// <summary>Most bytes that are kept of one workflow's logs.</summary>
    public long LogWorkflowLimit { get; init; } = FileLogStore.DefaultWorkflowLimit;

    /// <summary>How long logs are kept.</summary>
    public LogRetention LogRetention { get; init; } = new();

    /// <summary>The coordinator; null: none here.</summary>
    public CoordinatorOptions? Coordinator { get; init; }

    /// <summary>The worker; null: none here.</summary>
    public WorkerOptions? Worker { get; init; }

    /// <summary>What is logged to standard error.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>How long a stop may take: longer than the worker's drain.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
