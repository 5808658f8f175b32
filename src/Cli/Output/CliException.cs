namespace Fleet.Cli.Output;

/// <summary>Ends a command with a sentence for the user.</summary>
/// <param name="message">What failed, why, what to do.</param>
/// <param name="exitCode">See <see cref="ExitCodes"/>.</param>
internal class CliException(string message, int exitCode = ExitCodes.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
