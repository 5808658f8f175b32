using Fleet.Workflows.Expressions;
using Fleet.Workflows.Expressions.Tags;

namespace Fleet.Workflows.Engine.Scopes;

/// <summary>Several sources of names as one scope; the first that knows a name wins.</summary>
internal sealed class VariableScope(IReadOnlyList<IVariables> sources, IReadOnlyList<string> references) : ITagScope
{
    private IReadOnlyDictionary<string, object?>? _environment;

    public bool TryGetValue(string name, out object? value)
    {
        foreach (var source in sources)
        {
            if (source.TryGet(name, out value))
                return true;
        }

        value = null;
        return false;
    }

    public IReadOnlyDictionary<string, object?> ToEnvironment()
    {
        if (_environment is not null)
            return _environment;
        var all = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var source in sources)
            source.Collect(all, references);
        var root = new EnvironmentBuilder.Branch();
        foreach (var (name, value) in all)
            EnvironmentBuilder.Add(root, name, value);
        return _environment = root;
    }
}
