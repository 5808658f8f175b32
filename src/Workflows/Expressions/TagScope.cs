using Fleet.Workflows.Expressions.Tags;

namespace Fleet.Workflows.Expressions;

/// <summary>
/// A scope over a dictionary, with an optional parent whose names show through. Values are texts or null (absent); expressions may also be given
/// other values. Not safe for writing while others read.
/// </summary>
public sealed class TagScope : ITagScope
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private readonly TagScope? _parent;
    private EnvironmentBuilder.Branch? _environment;
    private long _version;
    private long _parentVersion;

    /// <summary>Makes an empty scope.</summary>
    /// <param name="parent">Where names are looked for that are not set here.</param>
    public TagScope(TagScope? parent = null) => _parent = parent;

    /// <summary>Makes a scope of given names.</summary>
    /// <param name="values">Names and values, copied.</param>
    /// <param name="parent">Where names are looked for that are not among them.</param>
    public TagScope(IEnumerable<KeyValuePair<string, object?>> values, TagScope? parent = null)
        : this(parent)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach ((string name, object? value) in values)
            _values[name] = value;
    }

    /// <summary>The value of a name; setting it replaces what was there, here and not in the parent.</summary>
    /// <param name="name">The full dotted name.</param>
    public object? this[string name]
    {
        get => TryGetValue(name, out object? value) ? value : throw new KeyNotFoundException($"no variable {name} in scope");
        set
        {
            _values[name] = value;
            _version++;
            // The tree of a scope without a parent is its own and grows with it: a large scope that gains a name does not start again.
            if (_parent is null && _environment is not null)
                EnvironmentBuilder.Add(_environment, name, value);
            else
                _environment = null;
        }
    }

    // Grows with every change here or above.
    private long Version => _version + (_parent?.Version ?? 0);

    /// <summary>Makes a scope in which all names of this one show through. It is cheap however many names there are.</summary>
    /// <returns>An empty scope on top of this one.</returns>
    public TagScope CreateChild() => new(this);

    /// <summary>Takes a name out of this scope; one of the same name in the parent shows again.</summary>
    /// <param name="name">The full dotted name.</param>
    /// <returns>True when it was set here.</returns>
    public bool Remove(string name)
    {
        _version++;
        _environment = null;
        return _values.Remove(name);
    }

    /// <inheritdoc/>
    public bool TryGetValue(string name, out object? value) =>
        _values.TryGetValue(name, out value) || (_parent is not null && _parent.TryGetValue(name, out value));

    /// <inheritdoc/>
    /// <remarks>The maps are those of the scope: read them before the scope is changed again.</remarks>
    public IReadOnlyDictionary<string, object?> ToEnvironment() => Tree();

    private EnvironmentBuilder.Branch Tree()
    {
        long parentVersion = _parent?.Version ?? 0;
        if (_environment is null || _parentVersion != parentVersion)
        {
            _environment = EnvironmentBuilder.Overlay(_parent?.Tree() ?? [], _values);
            _parentVersion = parentVersion;
        }

        return _environment;
    }
}
