using Fleet.Workflows.Spec.Fields;
using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Spec;

/// <summary>
/// Holds a manifest against the field table: unknown fields, values of the wrong type, fields that are not built yet or mean nothing here.
/// What is wrong is reported and left out of the tree that is given back, so that the rest can still be looked at.
/// </summary>
/// <param name="findings">Takes what is wrong.</param>
/// <param name="ignoreUnknown">Unknown fields are left out in silence.</param>
/// <param name="acceptNotBuiltYet">Fields that are not built yet are kept.</param>
/// <param name="hideValues">No message says a value: the manifest is a Secret.</param>
internal sealed class FieldCheck(Findings findings, bool ignoreUnknown, bool acceptNotBuiltYet, bool hideValues)
{
    private readonly HashSet<SpecField> _warned = [];

    /// <summary>Some value had the wrong type.</summary>
    public List<SpecPath> WrongTypes { get; } = [];

    public MapNode Check(MapNode manifest, FieldType kind) => (MapNode)Object(manifest, kind, SpecPath.Root, classes: true);

    private SpecNode? Value(SpecNode node, FieldShape shape, SpecPath path, bool classes)
    {
        if (node is ScalarNode { Kind: ScalarKind.Null } && shape.Kind != FieldKind.Any)
            return null;
        return shape.Kind switch
        {
            FieldKind.Any => node,
            FieldKind.Object => node is MapNode map ? Object(map, shape.Type!, path, classes) : Wrong(node, shape, path),
            FieldKind.List => node is ListNode list ? List(list, shape.Element!, path, classes) : Wrong(node, shape, path),
            FieldKind.Map => node is MapNode map ? Map(map, shape.Element!, path, classes) : Wrong(node, shape, path),
            _ => node is ScalarNode scalar ? Scalar(scalar, shape, path) : Wrong(node, shape, path),
        };
    }

    private MapNode Object(MapNode map, FieldType type, SpecPath path, bool classes)
    {
        var entries = new List<MapEntry>(map.Entries.Count);
        foreach (var entry in map.Entries)
        {
            var at = path[entry.Name];
            if (type.Find(entry.Name) is not { } field)
            {
                Unknown(entry, type, at);
                continue;
            }
            if (entry.Value is ScalarNode { Kind: ScalarKind.Null } && field.Shape.Kind != FieldKind.Any)
                continue;
            var looksFurther = classes && Classify(field, entry, at);
            if (Value(entry.Value, field.Shape, at, looksFurther) is { } value)
                entries.Add(entry with { Value = value });
        }
        return new MapNode(entries, map.Line, map.Column);
    }

    private void Unknown(MapEntry entry, FieldType type, SpecPath path)
    {
        if (ignoreUnknown)
            return;
        var hint = !findings.IsFull && type.Suggest(entry.Name) is { } close ? $"; did you mean \"{close}\"?" : "";
        findings.Error(path, $"unknown field \"{path}\"{hint}", entry.Line, entry.Column);
    }

    // False: nothing below needs to be classified, since the whole is refused or means nothing.
    private bool Classify(SpecField field, MapEntry entry, SpecPath path)
    {
        var why = field.Note is null ? "" : $" ({field.Note})";
        switch (field.Class)
        {
            case FieldClass.NotBuiltYet when !acceptNotBuiltYet && !IsEmpty(entry.Value):
                findings.Error(path, $"field \"{path}\" is not built yet in this version of Fleet{why}; take it out to run the rest", entry.Line, entry.Column);
                return false;
            case FieldClass.Warned or FieldClass.NotRunnable when _warned.Add(field):
                findings.Warn(path, FieldWarnings.Sentence(field, path)!);
                return false;
            default:
                return field.Class is FieldClass.Supported or FieldClass.NotBuiltYet;
        }
    }

    // Generated manifests are full of empty lists and maps, which ask for nothing.
    private static bool IsEmpty(SpecNode node) => node switch
    {
        ListNode list => list.Items.Count == 0,
        ScalarNode { Kind: ScalarKind.Flag, Text: "false" } => true,
        ScalarNode { Kind: ScalarKind.Text, Text: "" } => true,
        _ => false,
    };

    private ListNode List(ListNode list, FieldShape element, SpecPath path, bool classes)
    {
        var items = new List<SpecNode>(list.Items.Count);
        for (var i = 0; i < list.Items.Count; i++)
        {
            var item = list.Items[i];
            // A null in a list is Go's zero value, which keeps the places of the others.
            if (item is ScalarNode { Kind: ScalarKind.Null } && element.Kind != FieldKind.Any)
                items.Add(Zero(element, item));
            else if (Value(item, element, path[i], classes) is { } value)
                items.Add(value);
        }
        return new ListNode(items, list.Line, list.Column);
    }

    private static SpecNode Zero(FieldShape shape, SpecNode at) => shape.Kind switch
    {
        FieldKind.Object or FieldKind.Map => new MapNode([], at.Line, at.Column),
        FieldKind.List => new ListNode([], at.Line, at.Column),
        _ => new ScalarNode(ScalarKind.Text, "", at.Line, at.Column),
    };

    private MapNode Map(MapNode map, FieldShape element, SpecPath path, bool classes)
    {
        var entries = new List<MapEntry>(map.Entries.Count);
        foreach (var entry in map.Entries)
        {
            if (Value(entry.Value, element, path[entry.Name], classes) is { } value)
                entries.Add(entry with { Value = value });
        }
        return new MapNode(entries, map.Line, map.Column);
    }

    private ScalarNode? Scalar(ScalarNode node, FieldShape shape, SpecPath path) => shape.Kind switch
    {
        FieldKind.Text when node.Kind == ScalarKind.Text => node,
        FieldKind.Flag when node.Kind == ScalarKind.Flag => node,
        FieldKind.Integer when node.IsInteger && long.TryParse(node.Text, System.Globalization.CultureInfo.InvariantCulture, out _) => node,
        FieldKind.Integer32 when node.IsInteger && int.TryParse(node.Text, System.Globalization.CultureInfo.InvariantCulture, out _) => node,
        FieldKind.IntegerOrText when node.Kind == ScalarKind.Text => node,
        FieldKind.IntegerOrText when node.IsInteger && int.TryParse(node.Text, System.Globalization.CultureInfo.InvariantCulture, out _) => node,
        FieldKind.Quantity when node.Kind is ScalarKind.Text or ScalarKind.Number && IsQuantity(node.Text) => node with { Kind = ScalarKind.Text },
        FieldKind.Scalar => node with { Kind = ScalarKind.Text, Text = node.Kind == ScalarKind.Number ? GoNumbers.Text(node.Text) : node.Text },
        _ => Wrong(node, shape, path),
    };

    // A tag may stand for one; what it comes to is looked at when the task is built.
    private static bool IsQuantity(string text) => text.Contains("{{", StringComparison.Ordinal) || Quantity.TryParse(text, out _);

    private ScalarNode? Wrong(SpecNode node, FieldShape shape, SpecPath path)
    {
        WrongTypes.Add(path);
        var hint = shape.Kind == FieldKind.Text && node is ScalarNode scalar ? hideValues ? "; put it in quotes" : $"; put it in quotes: \"{scalar.Written}\"" : "";
        var what = hideValues && node is ScalarNode ? "a value of another type" : node.Describe();
        findings.Error(path, $"cannot unmarshal {what} into {path}: expected {Expected(shape)}{hint}", node.Line, node.Column);
        return null;
    }

    private static string Expected(FieldShape shape) => shape.Kind switch
    {
        FieldKind.Object => $"a map ({shape.TypeName})",
        FieldKind.List => "a list",
        FieldKind.Map => "a map",
        FieldKind.Text => "a string",
        FieldKind.Flag => "true or false",
        FieldKind.Integer => "a whole number",
        FieldKind.Integer32 => "a whole number of at most 32 bits",
        FieldKind.IntegerOrText => "a whole number or a string",
        FieldKind.Quantity => "a quantity such as 500m or 64Mi",
        _ => "a string, number or boolean",
    };
}
