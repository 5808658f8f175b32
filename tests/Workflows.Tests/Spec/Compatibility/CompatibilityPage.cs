using System.Text;
using Fleet.Workflows.Spec.Fields;

namespace Fleet.Workflows.Tests.Spec.Compatibility;

/// <summary>The part of docs/compatibility.md that lists every field, made from the field table.</summary>
internal static class CompatibilityPage
{
    /// <summary>Stands before the generated part.</summary>
    public const string Marker = "<!-- From here on generated from the field table: FLEET_WRITE_DOCS=1 dotnet artifacts/bin/Workflows.Tests/debug/Fleet.Workflows.Tests.dll -class '*CompatibilityPageTests' -->\n";

    /// <summary>The generated part.</summary>
    public static string Generate()
    {
        var page = new StringBuilder(Marker);
        page.Append("\n## Every field\n\n").Append(Summary());
        foreach (var type in FieldTable.Types.OrderBy(type => Rank(type.Name)).ThenBy(type => type.Name, StringComparer.Ordinal))
            Append(page, type);
        return page.ToString();
    }

    private static string Summary()
    {
        var counts = FieldTable.Types.SelectMany(type => type.Fields).CountBy(field => field.Class).ToDictionary();
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{counts[FieldClass.Supported]} fields are supported, {counts[FieldClass.Warned]} warned of, {counts[FieldClass.NotRunnable]} accepted but not runnable here, {counts[FieldClass.NotBuiltYet]} not built yet.\n");
    }

    private static void Append(StringBuilder page, FieldType type)
    {
        page.Append("\n### ").Append(type.Name).Append("\n\n");
        if (type.Fields.Count == 0)
        {
            page.Append("No fields.\n");
            return;
        }

        page.Append("| field | type | here | remark | shown by |\n|---|---|---|---|---|\n");
        foreach (var field in type.Fields)
        {
            page.Append("| `").Append(field.Name).Append("` | ").Append(field.Shape).Append(" | ").Append(Words(field.Class)).Append(" | ").Append(field.Note).Append(" | ");
            if (FieldEvidence.Find(type.Name, field.Name) is { } test && field.Class == FieldClass.Supported)
                page.Append(test);
            page.Append(" |\n");
        }
    }

    // The kinds first, then what stands in a workflow, then the rest by name.
    private static int Rank(string type) => type switch
    {
        "Workflow" => 0,
        "ObjectMeta" => 1,
        "WorkflowSpec" => 2,
        "Template" => 3,
        "WorkflowStep" => 4,
        "DAGTask" => 5,
        "Container" => 6,
        "ScriptTemplate" => 7,
        _ => 8,
    };

    private static string Words(FieldClass @class) => @class switch
    {
        FieldClass.Supported => "supported",
        FieldClass.Warned => "warned of",
        FieldClass.NotRunnable => "not runnable here",
        _ => "not built yet",
    };
}
