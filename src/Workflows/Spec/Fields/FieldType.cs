using System.Collections.Frozen;

namespace Fleet.Workflows.Spec.Fields;

/// <summary>One of Argo's (or Kubernetes') types with its fields.</summary>
public sealed class FieldType
{
    private readonly FrozenDictionary<string, SpecField> _byName;

    internal FieldType(string name, IReadOnlyList<SpecField> fields)
    {
        Name = name;
        Fields = fields;
        _byName = fields.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
    }

    /// <summary>Its name in Argo's field reference.</summary>
    public string Name { get; }

    /// <summary>Its fields, in the order of the table.</summary>
    public IReadOnlyList<SpecField> Fields { get; }

    /// <summary>The field of that name; null: there is none.</summary>
    /// <param name="name">Its name; case matters, as for Argo.</param>
    /// <returns>The field.</returns>
    public SpecField? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The field that someone probably meant.</summary>
    /// <param name="name">A name that does not exist.</param>
    /// <returns>A field name close to it; null: none is.</returns>
    public string? Suggest(string name)
    {
        var best = Fields
            .Select(f => (f.Name, Distance: EditDistance.Between(name, f.Name, limit: 3)))
            .OrderBy(c => c.Distance)
            .FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(1, Math.Min(2, name.Length / 3)) ? best.Name : null;
    }
}
