using System.Collections.Frozen;

namespace Fleet.Workflows.Spec.Fields;

/// <summary>
/// Reads the table's rows. A line at the margin begins a type; an indented one is a field: name, shape, class and a note.
/// Shapes: <c>text flag int int32 intOrText scalar quantity any</c>, a type's name, <c>[shape]</c> for lists, <c>{shape}</c> for maps.
/// Classes: <c>+</c> supported, <c>w</c> warned, <c>x</c> not runnable, <c>-</c> not built yet.
/// </summary>
internal static class FieldTableParser
{
    public static FrozenDictionary<string, FieldType> Parse(params ReadOnlySpan<string> tables)
    {
        var types = new Dictionary<string, FieldType>(StringComparer.Ordinal);
        foreach (var table in tables)
            ParseTable(table, types);
        foreach (var field in types.Values.SelectMany(t => t.Fields))
            Link(field.Shape, types);
        return types.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static void ParseTable(string table, Dictionary<string, FieldType> types)
    {
        string? name = null;
        var fields = new List<SpecField>();
        foreach (var line in table.Split('\n').Append("."))
        {
            if (line.Length == 0)
                continue;
            if (line[0] == ' ')
            {
                fields.Add(Field(line));
                continue;
            }
            if (name is not null)
                types.Add(name, new FieldType(name, fields));
            // "Script : Container" takes over the fields of a type that stands above it.
            var parts = line.Split(" : ");
            name = parts[0];
            fields = parts.Length > 1 ? [.. types[parts[1]].Fields] : [];
        }
    }

    private static SpecField Field(string line)
    {
        var parts = line.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var @class = parts[2] switch
        {
            "+" => FieldClass.Supported,
            "w" => FieldClass.Warned,
            "x" => FieldClass.NotRunnable,
            "-" => FieldClass.NotBuiltYet,
            _ => throw new FormatException($"no class: {line}"),
        };
        return new SpecField(parts[0], Shape(parts[1]), @class, parts.Length > 3 ? parts[3] : null);
    }

    private static FieldShape Shape(string text) => text switch
    {
        ['[', .. var inner, ']'] => new FieldShape(FieldKind.List, Element: Shape(inner)),
        ['{', .. var inner, '}'] => new FieldShape(FieldKind.Map, Element: Shape(inner)),
        "text" => new FieldShape(FieldKind.Text),
        "flag" => new FieldShape(FieldKind.Flag),
        "int" => new FieldShape(FieldKind.Integer),
        "int32" => new FieldShape(FieldKind.Integer32),
        "intOrText" => new FieldShape(FieldKind.IntegerOrText),
        "scalar" => new FieldShape(FieldKind.Scalar),
        "quantity" => new FieldShape(FieldKind.Quantity),
        "any" => new FieldShape(FieldKind.Any),
        _ => new FieldShape(FieldKind.Object, TypeName: text),
    };

    private static void Link(FieldShape shape, Dictionary<string, FieldType> types)
    {
        if (shape.Element is { } element)
            Link(element, types);
        else if (shape.TypeName is { } name)
            shape.Type = types[name];
    }
}
