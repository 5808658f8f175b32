namespace Fleet.Workflows.Spec;

/// <summary>Something wrong with a manifest, or (as a warning) without effect here.</summary>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Path">Where in the manifest, e.g. <c>spec.templates[0].dag.tasks[1].template</c>; empty: the whole.</param>
/// <param name="Line">Line in the text, from 1; 0: not known.</param>
/// <param name="Column">Column in the text, from 1; 0: not known.</param>
/// <param name="Document">Which document of the text, from 0.</param>
public sealed record SpecError(string Message, string Path, int Line, int Column, int Document)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? Message : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {Line}: {Message}");
}
