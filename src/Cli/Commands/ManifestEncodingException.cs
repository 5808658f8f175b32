using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary>A manifest is not in an encoding that can be read.</summary>
/// <param name="source">File name or the like.</param>
/// <param name="line">Line of the first wrong byte, from 1.</param>
/// <param name="reason">What is wrong and what to do.</param>
internal sealed class ManifestEncodingException(string source, int line, string reason) : CliException($"{source}:{line}: {reason}", ExitCodes.Invalid)
{
    public new string Source { get; } = source;

    public int Line { get; } = line;

    public string Reason { get; } = reason;
}
