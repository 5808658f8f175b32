using System.Globalization;
using System.Text;
using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Spec;

/// <summary>The way from the root of a manifest to a value. Cheap to extend; made into text, or looked up, only where something is reported.</summary>
internal sealed class SpecPath
{
    private readonly SpecPath? _parent;
    private readonly string? _name;
    private readonly int _index;
    private readonly string? _within;

    private SpecPath(SpecPath? parent, string? name, int index, string? within = null)
    {
        _within = within;
        _parent = parent;
        _name = name;
        _index = index;
    }

    /// <summary>The manifest itself.</summary>
    public static SpecPath Root { get; } = new(null, null, 0);

    public SpecPath this[string name] => new(this, name, 0);

    public SpecPath this[int index] => new(this, null, index);

    /// <summary>The place that a text names, as <see cref="ToString"/> writes it. Names with dots are not told apart.</summary>
    public static SpecPath Parse(string text)
    {
        var path = Root;
        foreach (var part in text.Split('.', '[').Where(p => p.Length > 0))
            path = part.EndsWith(']') && int.TryParse(part.AsSpan(0, part.Length - 1), CultureInfo.InvariantCulture, out var index) ? path[index] : path[part];
        return path;
    }

    /// <summary>The same place, with what is meant in its text: of a block of lines (<c>|</c>) the line that has it is told.</summary>
    public SpecPath At(string text) => new(_parent, _name, _index, text);

    /// <summary>The value at this place, or the nearest one above that exists, with its line and column.</summary>
    public (int Line, int Column) Locate(SpecNode root)
    {
        var node = root;
        var mark = (root.Line, root.Column);
        foreach (var step in Steps())
        {
            switch (node)
            {
                case MapNode map when step._name is { } name:
                    var entry = map.Entries.FirstOrDefault(e => e.Name == name);
                    if (entry.Name is null)
                        return mark;
                    (node, mark) = (entry.Value, (entry.Line, entry.Column));
                    break;
                case ListNode list when step._name is null && step._index < list.Items.Count:
                    node = list.Items[step._index];
                    mark = (node.Line, node.Column);
                    break;
                default:
                    return mark;
            }
        }
        return _within is not null && node is ScalarNode { IsLiteral: true } lines && lines.Text.IndexOf(_within, StringComparison.Ordinal) is >= 0 and var at
            ? (lines.Line + 1 + lines.Text.AsSpan(0, at).Count('\n'), mark.Column)
            : mark;
    }

    /// <summary>The value at this place; null: there is none.</summary>
    public SpecNode? Find(SpecNode root)
    {
        SpecNode? node = root;
        foreach (var step in Steps())
        {
            node = node switch
            {
                MapNode map when step._name is { } name => map.Find(name),
                ListNode list when step._name is null && step._index < list.Items.Count => list.Items[step._index],
                _ => null,
            };
        }
        return node;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var step in Steps())
        {
            if (step._name is null)
                text.Append('[').Append(step._index.ToString(CultureInfo.InvariantCulture)).Append(']');
            else
                text.Append(text.Length == 0 ? "" : ".").Append(step._name);
        }
        return text.ToString();
    }

    private List<SpecPath> Steps()
    {
        var steps = new List<SpecPath>();
        for (var path = this; path._parent is not null; path = path._parent)
            steps.Add(path);
        steps.Reverse();
        return steps;
    }
}
