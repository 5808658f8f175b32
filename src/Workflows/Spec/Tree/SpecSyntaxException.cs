namespace Fleet.Workflows.Spec.Tree;

/// <summary>A text cannot be read any further. Never leaves the loader, which makes an error of it.</summary>
internal sealed class SpecSyntaxException(string message, int line, int column) : Exception(message)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
