using System.Text.Json.Serialization;

namespace Fleet.Cli.Linting;

/// <summary>One thing that is wrong in a file, or has no effect.</summary>
/// <param name="Message">What, and what to do.</param>
/// <param name="Path">Where in its manifest; null: the whole.</param>
/// <param name="Line">Line in the file, from 1; null: not known.</param>
/// <param name="Object">The manifest as Argo's lint names it, <c>"hello-" (Workflow)</c>; null: it could not be read.</param>
internal sealed record LintFinding(string Message, string? Path, int? Line, [property: JsonIgnore] string? Object = null);
