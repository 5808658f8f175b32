using Microsoft.Extensions.Logging;

namespace Fleet.Cli.Output;

/// <summary>What is logged: FLEET_LOG = debug, info, warn (default of short commands), error or none.</summary>
internal static class LogLevels
{
    /// <summary>The user wants to see everything.</summary>
    public static bool IsDebug(CliEnvironment environment) => environment.Variable("FLEET_LOG")?.ToUpperInvariant() is "DEBUG" or "TRACE";

    /// <summary>The level that the variable names, else the default.</summary>
    public static LogLevel Of(CliEnvironment environment, LogLevel otherwise = LogLevel.Warning) => environment.Variable("FLEET_LOG")?.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" => LogLevel.Information,
        "WARN" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "NONE" => LogLevel.None,
        null or "" => otherwise,
        var other => throw new CliException($"FLEET_LOG is '{other}'; it must be debug, info, warn, error or none.", ExitCodes.Invalid),
    };
}
