using System.Globalization;

namespace Fleet.Cli.Rendering;

/// <summary>Lists workflows as <c>argo list</c> does.</summary>
internal static class ListPrinter
{
    /// <summary>Markup lines with a title line; with several namespaces a column more.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<WorkflowView> workflows, bool allNamespaces, RenderOptions options)
    {
        if (workflows.Count == 0)
            return ["No workflows found"];
        var wide = options.Format == "wide";
        var rows = new List<IReadOnlyList<Columns.Cell>> { (Columns.Cell[])[.. allNamespaces ? (Columns.Cell[])["NAMESPACE"] : [], "NAME", "STATUS", "AGE", "DURATION", "PRIORITY", "MESSAGE", .. wide ? (Columns.Cell[])["P/R/C", "PARAMETERS"] : []] };
        foreach (var workflow in workflows)
        {
            List<Columns.Cell> row = allNamespaces ? [workflow.Namespace] : [];
            row.Add(workflow.Name);
            row.Add(Columns.Painted(workflow.Status, Glyph.OfPhase(workflow.Phase).Colour));
            row.Add(Durations.Between(workflow.CreatedAt, null, options.Now));
            row.Add(Durations.Between(workflow.StartedAt, workflow.FinishedAt, options.Now));
            row.Add(workflow.Priority.ToString(CultureInfo.InvariantCulture));
            row.Add((workflow.Message.Length > 0 ? workflow.Message : workflow.Interrupted ?? "").ReplaceLineEndings(" "));
            if (wide)
            {
                row.Add(Counts(workflow));
                row.Add(string.Join(',', workflow.Json.Items("spec", "arguments", "parameters").Select(parameter => $"{parameter.Text("name")}={ShownText.Of(parameter.Text("value"))}")));
            }

            rows.Add(row);
        }

        return Columns.Lines(rows);
    }

    private static string Counts(WorkflowView workflow)
    {
        var pods = workflow.Nodes.Values.Where(node => node.IsPod).ToArray();
        int Of(params string[] phases) => pods.Count(node => phases.Contains(node.Phase));
        return string.Create(CultureInfo.InvariantCulture, $"{Of("Pending")}/{Of("Running")}/{Of("Succeeded", "Failed", "Error", "Skipped")}");
    }
}
