namespace Fleet.Workflows.Spec.Tree;

/// <summary>A map; names are unique and in the order of the manifest.</summary>
internal sealed record MapNode(IReadOnlyList<MapEntry> Entries, int Line, int Column) : SpecNode(Line, Column)
{
    public override long Size { get; } = 1 + Entries.Sum(e => 1 + e.Value.Size);

    /// <summary>The value of that name; null: there is none.</summary>
    public SpecNode? Find(string name)
    {
        foreach (var entry in Entries)
        {
            if (entry.Name == name)
                return entry.Value;
        }
        return null;
    }

    public override string Describe() => "a map";
}
