namespace Fleet.Contracts;

/// <summary>One error in a submission.</summary>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Path">Path in the manifest, e.g. <c>spec.templates[0].dag.tasks[1]</c>; null: the whole.</param>
/// <param name="Line">Line in the YAML, from 1; null: not YAML or not known.</param>
public sealed record SubmitError(string Message, string? Path = null, int? Line = null);
