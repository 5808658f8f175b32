namespace Fleet.Workflows.Spec.Tree;

/// <summary>A value of a manifest with the place where it stands. Nodes may be shared (YAML aliases) and are never changed.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
internal abstract record SpecNode(int Line, int Column)
{
    /// <summary>Number of nodes below and including this one, aliases counted each time they are used.</summary>
    public abstract long Size { get; }

    /// <summary>What it is, as a user would call it.</summary>
    public abstract string Describe();
}
