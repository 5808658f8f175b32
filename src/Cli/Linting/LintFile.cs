namespace Fleet.Cli.Linting;

/// <summary>What was found in a file.</summary>
/// <param name="File">The file as the user named it, or <c>standard input</c>.</param>
/// <param name="Errors">What is wrong.</param>
/// <param name="Warnings">What has no effect here.</param>
/// <param name="Linted">Documents that were looked at.</param>
internal sealed record LintFile(string File, IReadOnlyList<LintFinding> Errors, IReadOnlyList<LintFinding> Warnings, int Linted)
{
    /// <summary>Nothing is wrong.</summary>
    public bool Ok => Errors.Count == 0;
}
