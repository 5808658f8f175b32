namespace Fleet.Cli.Output;

/// <summary>Exit codes of the CLI.</summary>
internal static class ExitCodes
{
    /// <summary>Done; the workflow Succeeded.</summary>
    public const int Succeeded = 0;

    /// <summary>The workflow ended Failed or Error, or the command failed.</summary>
    public const int Failed = 1;

    /// <summary>Invalid manifest or usage: nothing was stored.</summary>
    public const int Invalid = 2;

    /// <summary>Interrupted by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
