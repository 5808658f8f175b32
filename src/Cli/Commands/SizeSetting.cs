using Fleet.Cli.Output;
using Fleet.Contracts;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Commands;

/// <summary>Variables that are a size of something that is in memory as a whole: from 64 KiB to 256 MiB.</summary>
internal static class SizeSetting
{
    private const int Most = 256 * 1024 * 1024;

    /// <summary>Largest value of a workflow, set once for a Fleet. It is in memory as a text, and beside that as bytes while it is stored.</summary>
    public static int ValueLimit(CliEnvironment environment) => Of(environment, "FLEET_VALUE_LIMIT", MessageLimits.ValueBytes, "128Mi");

    /// <summary>Largest submission that a server takes. While it is read it is in memory some thirty times.</summary>
    public static int SubmissionLimit(CliEnvironment environment) => Of(environment, "FLEET_SUBMISSION_LIMIT", MessageLimits.SubmissionBytes, "32Mi");

    private static int Of(CliEnvironment environment, string name, int byDefault, string example) => environment.Variable(name) is not { Length: > 0 } text ? byDefault
        : Quantity.TryParse(text, out var value) && value is >= MessageLimits.InlineValueBytes and <= Most ? (int)value
        : throw new CliException($"{name} is '{text}': it must be a size from 64Ki to 256Mi, such as {example}.", ExitCodes.Invalid);
}
