namespace Fleet.Workflows.Spec.Tree;

/// <summary>Changed copies of maps.</summary>
internal static class MapEdits
{
    /// <summary>With a value for a name, in its place or at the end.</summary>
    public static MapNode With(this MapNode map, string name, SpecNode value)
    {
        var entries = map.Entries.ToList();
        var at = entries.FindIndex(e => e.Name == name);
        if (at < 0)
            entries.Add(new MapEntry(name, value, map.Line, map.Column));
        else
            entries[at] = entries[at] with { Value = value };
        return new MapNode(entries, map.Line, map.Column);
    }

    /// <summary>With a text for a name.</summary>
    public static MapNode With(this MapNode map, string name, string value)
    {
        var old = map.Find(name);
        return map.With(name, new ScalarNode(ScalarKind.Text, value, old?.Line ?? map.Line, old?.Column ?? map.Column));
    }

    /// <summary>Without a name.</summary>
    public static MapNode Without(this MapNode map, string name) =>
        map.Find(name) is null ? map : new MapNode([.. map.Entries.Where(e => e.Name != name)], map.Line, map.Column);

    /// <summary>With the map of a name changed; an empty one where there is none.</summary>
    public static MapNode Edit(this MapNode map, string name, Func<MapNode, MapNode> change) =>
        map.Find(name) switch
        {
            MapNode inner => map.With(name, change(inner)),
            null or ScalarNode { Kind: ScalarKind.Null } => map.With(name, change(new MapNode([], map.Line, map.Column))),
            _ => map,
        };
}
