namespace Fleet.Workflows.Spec.Tree;

/// <summary>Collects the entries of a map: a name twice is an error, what is merged in (<c>&lt;&lt;</c>) gives way to what is written.</summary>
internal sealed class MapBuilder(int line, int column)
{
    private readonly List<MapEntry> _entries = [];
    private readonly List<MapNode> _merged = [];
    private HashSet<string>? _names;

    /// <summary>Adds an entry.</summary>
    /// <exception cref="SpecSyntaxException">The name is there already.</exception>
    public void Add(MapEntry entry)
    {
        if (Contains(entry.Name))
            throw new SpecSyntaxException($"key \"{entry.Name}\" already set in map", entry.Line, entry.Column);
        _entries.Add(entry);
        _names?.Add(entry.Name);
    }

    /// <summary>Merges a map in; of several the earlier ones win (YAML merge key).</summary>
    public void Merge(MapNode map) => _merged.Add(map);

    public MapNode Build()
    {
        foreach (var entry in _merged.SelectMany(m => m.Entries))
        {
            if (Contains(entry.Name))
                continue;
            _entries.Add(entry);
            _names?.Add(entry.Name);
        }
        return new MapNode(_entries, line, column);
    }

    private bool Contains(string name)
    {
        if (_names is not null)
            return _names.Contains(name);
        foreach (var entry in _entries)
        {
            if (entry.Name == name)
                return true;
        }
        // Most maps are small; beyond that a search per key would be quadratic.
        if (_entries.Count == 16)
            _names = new HashSet<string>(_entries.Select(e => e.Name), StringComparer.Ordinal);
        return false;
    }
}
