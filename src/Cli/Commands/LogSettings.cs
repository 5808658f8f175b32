using Fleet.Cli.Output;
using Fleet.Coordinator.Logs;
using Fleet.Worker.Hosting;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Commands;

/// <summary>How much of logs is kept, and for how long: variables alone, set once for a Fleet.</summary>
internal static class LogSettings
{
    /// <summary><c>FLEET_LOG_LIMIT</c>: most bytes of one container.</summary>
    public static long Container(CliEnvironment environment) => Bytes(environment, "FLEET_LOG_LIMIT") ?? WorkerOptions.DefaultLogLimit;

    /// <summary><c>FLEET_LOG_WORKFLOW_LIMIT</c>: most bytes of one workflow.</summary>
    public static long Workflow(CliEnvironment environment) => Bytes(environment, "FLEET_LOG_WORKFLOW_LIMIT") ?? FileLogStore.DefaultWorkflowLimit;

    /// <summary><c>FLEET_LOG_AGE</c> and <c>FLEET_LOG_SPACE</c>: when logs of ended workflows go.</summary>
    public static LogRetention Retention(CliEnvironment environment) => new()
    {
        Age = CommandOptions.ParseDuration("FLEET_LOG_AGE", environment.Variable("FLEET_LOG_AGE")),
        TotalBytes = Bytes(environment, "FLEET_LOG_SPACE"),
    };

    private static long? Bytes(CliEnvironment environment, string name) => environment.Variable(name) is not { Length: > 0 } text ? null
        : Quantity.TryParse(text, out var value) && value is > 0 and <= long.MaxValue ? (long)value
        : throw new CliException($"{name} is '{text}': it must be a size above 0, such as 500Mi or 20Gi.", ExitCodes.Invalid);
}
