using System.Globalization;
using Fleet.Cli.Output;
using Fleet.Workflows.Engine;

namespace Fleet.Cli.Commands;

/// <summary><c>FLEET_NODE_LIMIT</c>: most nodes of one workflow, set once for a Fleet.</summary>
internal static class NodeLimitSetting
{
    /// <summary>Reads the variable.</summary>
    public static int Of(CliEnvironment environment) => environment.Variable("FLEET_NODE_LIMIT") is not { Length: > 0 } text ? WorkflowEngine.DefaultNodeLimit
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? limit
        : throw new CliException($"FLEET_NODE_LIMIT is '{text}': it must be a whole number of nodes above 0, such as {WorkflowEngine.DefaultNodeLimit}.", ExitCodes.Invalid);
}
