namespace Fleet.Workflows.Engine.Scopes;

/// <summary>A few names with fixed values.</summary>
internal sealed class FixedVariables : IVariables
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>Sets a name.</summary>
    public string? this[string name]
    {
        set => _values[name] = value;
    }

    public bool TryGet(string name, out object? value) => _values.TryGetValue(name, out value);

    public void Collect(Dictionary<string, object?> all, IReadOnlyList<string> references)
    {
        foreach (var (name, value) in _values)
            all.TryAdd(name, value);
    }
}
