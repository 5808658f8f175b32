namespace Fleet.Cli.Commands;

/// <summary>What is asked of a lint.</summary>
/// <param name="Kinds">Only documents of these; null: all.</param>
/// <param name="Offline">Templates come from the files alone.</param>
/// <param name="Strict">Unknown fields are errors.</param>
/// <param name="Format">Output format; null: pretty.</param>
internal sealed record LintRequest(IReadOnlySet<string>? Kinds, bool Offline, bool Strict, string? Format);
