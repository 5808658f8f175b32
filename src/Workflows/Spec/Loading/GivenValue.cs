using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Spec;

/// <summary>A name with its value, of a file of parameters or variables.</summary>
public sealed class GivenValue
{
    private readonly SpecNode _node;

    internal GivenValue(MapEntry entry) => (Name, Line, _node) = (entry.Name, entry.Line, entry.Value);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Line of the name, from 1.</summary>
    public int Line { get; }

    /// <summary>It is <c>null</c>, or nothing is written.</summary>
    public bool IsNull => _node is ScalarNode { Kind: ScalarKind.Null };

    /// <summary>A scalar as it is written; a list or map as its JSON.</summary>
    public string Text => _node is ScalarNode scalar ? scalar.Written : Json;

    /// <summary>Its JSON.</summary>
    public string Json => CanonicalJson.Write(_node);

    /// <summary>The names in a map; null: it is none.</summary>
    public IReadOnlyList<GivenValue>? Members => _node is MapNode map ? Of(map) : null;

    internal static IReadOnlyList<GivenValue> Of(MapNode map) => [.. map.Entries.Select(entry => new GivenValue(entry))];
}
