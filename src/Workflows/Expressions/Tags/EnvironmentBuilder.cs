namespace Fleet.Workflows.Expressions.Tags;

/// <summary>
/// Turns dotted names into nested maps. The order of names does not matter: where one name goes through another, the longer one stays.
/// </summary>
internal static class EnvironmentBuilder
{
    /// <summary>Puts one name into a tree, which is changed.</summary>
    public static void Add(Branch root, string name, object? value) => Add(root, name, value, owned: null);

    /// <summary>
    /// A tree that shows the names of <paramref name="parent"/> and <paramref name="names"/> over them. Branches that no name goes through are
    /// shared with the parent, so this costs what is new and not what is there.
    /// </summary>
    public static Branch Overlay(Branch parent, IEnumerable<KeyValuePair<string, object?>> names)
    {
        Branch root = new(parent);
        HashSet<Branch> owned = new(ReferenceEqualityComparer.Instance) { root };
        foreach ((string name, object? value) in names)
            Add(root, name, value, owned);
        return root;
    }

    // With a set of owned branches, others are copied before they are changed.
    private static void Add(Branch map, string name, object? value, HashSet<Branch>? owned)
    {
        ReadOnlySpan<char> rest = name;
        for (int dot = rest.IndexOf('.'); dot >= 0; dot = rest.IndexOf('.'))
        {
            string part = rest[..dot].ToString();
            rest = rest[(dot + 1)..];
            if (map.GetValueOrDefault(part) is not Branch next)
            {
                next = [];
                map[part] = next;
                owned?.Add(next);
            }
            else if (owned is not null && !owned.Contains(next))
            {
                next = new Branch(next);
                map[part] = next;
                owned.Add(next);
            }

            map = next;
        }

        string last = rest.ToString();
        if (map.GetValueOrDefault(last) is not Branch)
            map[last] = value;
    }

    /// <summary>A map that names made, as against one that is the value of a name.</summary>
    internal sealed class Branch : Dictionary<string, object?>
    {
        public Branch()
            : base(StringComparer.Ordinal)
        {
        }

        public Branch(Branch other)
            : base(other, StringComparer.Ordinal)
        {
        }
    }
}
