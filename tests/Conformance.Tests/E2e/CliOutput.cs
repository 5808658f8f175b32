namespace Fleet.Conformance.Tests.E2e;

/// <summary>What a command said.</summary>
/// <param name="Exit">Exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CliOutput(int Exit, string Out, string Error)
{
    /// <summary>Lines of standard output.</summary>
    public IReadOnlyList<string> Lines => Out.TrimEnd('\n').Split('\n');

    /// <summary>Both.</summary>
    public string All => Out + Error;
}
