using Fleet.Cli.Output;
using Fleet.Contracts;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Commands;

/// <summary><c>FLEET_SUBMISSION_LIMIT</c>: largest submission that a server takes.</summary>
internal static class SubmissionLimitSetting
{
    // While it is read it is in memory some thirty times.
    private const int Most = 256 * 1024 * 1024;

    /// <summary>Reads the variable, in bytes.</summary>
    public static int Of(CliEnvironment environment) => environment.Variable("FLEET_SUBMISSION_LIMIT") is not { Length: > 0 } text ? MessageLimits.SubmissionBytes
        : Quantity.TryParse(text, out var value) && value is >= MessageLimits.InlineValueBytes and <= Most ? (int)value
        : throw new CliException($"FLEET_SUBMISSION_LIMIT is '{text}': it must be a size from 64Ki to 256Mi, such as 32Mi.", ExitCodes.Invalid);
}
