namespace Fleet.Workflows.Expressions.Tags;

/// <summary>Turns dotted names into nested maps.</summary>
internal static class EnvironmentBuilder
{
    public static Dictionary<string, object?> Build(IReadOnlyDictionary<string, object?> names)
    {
        Dictionary<string, object?> root = new(StringComparer.Ordinal);
        // Longer names first: a shorter one that a longer one goes through is left out.
        foreach ((string name, object? value) in names.OrderByDescending(pair => pair.Key.Length))
            Add(root, name, value);
        return root;
    }

    private static void Add(Dictionary<string, object?> map, string name, object? value)
    {
        ReadOnlySpan<char> rest = name;
        while (true)
        {
            int dot = rest.IndexOf('.');
            if (dot < 0)
                break;
            string part = rest[..dot].ToString();
            rest = rest[(dot + 1)..];
            if (map.TryGetValue(part, out object? next) && next is Branch branch)
            {
                map = branch;
                continue;
            }

            Branch made = new();
            map[part] = made;
            map = made;
        }

        string last = rest.ToString();
        if (!map.TryGetValue(last, out object? existing) || existing is not Branch)
            map[last] = value;
    }

    // Tells maps made from names from maps that are values.
    private sealed class Branch() : Dictionary<string, object?>(StringComparer.Ordinal);
}
