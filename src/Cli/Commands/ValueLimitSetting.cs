using Fleet.Cli.Output;
using Fleet.Contracts;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Commands;

/// <summary><c>FLEET_VALUE_LIMIT</c>: largest value of a workflow, set once for a Fleet.</summary>
internal static class ValueLimitSetting
{
    // A value is in memory as a text, and beside that as bytes while it is stored.
    private const int Most = 256 * 1024 * 1024;

    /// <summary>Reads the variable, in bytes.</summary>
    public static int Of(CliEnvironment environment) => environment.Variable("FLEET_VALUE_LIMIT") is not { Length: > 0 } text ? MessageLimits.ValueBytes
        : Quantity.TryParse(text, out var value) && value is >= MessageLimits.InlineValueBytes and <= Most ? (int)value
        : throw new CliException($"FLEET_VALUE_LIMIT is '{text}': it must be a size from 64Ki to 256Mi, such as 128Mi.", ExitCodes.Invalid);
}
