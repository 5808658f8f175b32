using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Fleet.Cli.Rendering;

/// <summary>Shows one workflow as <c>argo get</c> does: a header with labels 20 wide, then the tree of nodes. Lines are Spectre markup.</summary>
internal static class GetPrinter
{
    /// <summary>Header and tree; with <c>short</c> the tree alone, once there is one.</summary>
    public static IReadOnlyList<string> Lines(WorkflowView workflow, RenderOptions options)
    {
        var tree = TreePrinter.Lines(workflow, options).ToList();
        if (options.Format == "short" && workflow.Nodes.Count > 0)
            return tree;
        var lines = new List<string>(Header(workflow, options));
        if (tree.Count > 0)
        {
            lines.Add("");
            lines.AddRange(tree);
        }

        return lines;
    }

    private static IEnumerable<string> Header(WorkflowView workflow, RenderOptions options)
    {
        var status = workflow.Json.Member("status") ?? default;
        yield return Field("Name", workflow.Name);
        yield return Field("Namespace", workflow.Namespace);
        if (workflow.Json.Member("spec", "serviceAccountName") is { } account)
            yield return Field("ServiceAccount", account.ToString());
        yield return Field("Status", workflow.Status, Glyph.OfPhase(workflow.Phase).Colour);
        if (workflow.Message.Length > 0)
            yield return Field("Message", workflow.Message);
        foreach (var line in Conditions(status))
            yield return line;
        yield return Field("Created", Durations.Moment(workflow.CreatedAt, options.Now));
        if (workflow.StartedAt is { } started)
        {
            yield return Field("Started", Durations.Moment(started, options.Now));
            if (workflow.FinishedAt is { } finished)
                yield return Field("Finished", Durations.Moment(finished, options.Now));
            if (TimeToLive(workflow) is { } gone)
                yield return Field("Deleted", Durations.Moment(gone, options.Now));
            yield return Field("Duration", Durations.Long((workflow.FinishedAt ?? options.Now) - started));
        }

        if (workflow.Progress.Length > 0)
            yield return Field("Progress", workflow.Progress);
        foreach (var line in Parameters("Parameters", workflow.Json.Items("spec", "arguments", "parameters")))
            yield return line;
        foreach (var line in Parameters("Output Parameters", status.Items("outputs", "parameters")))
            yield return line;
        foreach (var line in Artifacts(workflow))
            yield return line;
    }

    private static IEnumerable<string> Artifacts(WorkflowView workflow)
    {
        var first = true;
        foreach (var node in workflow.Nodes.Values.Where(node => node.IsPod))
        {
            foreach (var artifact in node.Json.Items("outputs", "artifacts"))
            {
                if (first)
                    yield return Field("Output Artifacts", "");
                first = false;
                yield return Field($"  {node.DisplayName}.{artifact.Text("name")}", ArtifactText.Line(artifact));
            }
        }
    }

    // When ttlStrategy deletes it; null: never.
    private static DateTimeOffset? TimeToLive(WorkflowView workflow)
    {
        var kind = workflow.Phase switch { "Succeeded" => "secondsAfterSuccess", "Failed" => "secondsAfterFailure", _ => null };
        var seconds = (kind is null ? null : workflow.Json.Member("spec", "ttlStrategy", kind)) ?? workflow.Json.Member("spec", "ttlStrategy", "secondsAfterCompletion");
        return workflow.FinishedAt is { } finished && seconds is { ValueKind: JsonValueKind.Number } number ? finished + TimeSpan.FromSeconds(number.GetInt64()) : null;
    }

    private static IEnumerable<string> Conditions(JsonElement status)
    {
        var conditions = status.Items("conditions").ToArray();
        if (conditions.Length == 0)
            yield break;
        yield return Field("Conditions", "");
        foreach (var condition in conditions)
            yield return Line(" " + condition.Text("type"), condition.Text("message") is { Length: > 0 } message ? message : condition.Text("status"), null);
    }

    private static IEnumerable<string> Parameters(string title, IEnumerable<JsonElement> parameters)
    {
        var first = true;
        foreach (var parameter in parameters)
        {
            if (first)
                yield return Field(title, "");
            first = false;
            yield return Field("  " + parameter.Text("name"), ShownText.Of(parameter.Text("value")));
        }
    }

    /// <summary>A label and its value.</summary>
    public static string Field(string label, string value, Color? colour = null) => Line(label + ":", value, colour);

    private static string Line(string label, string value, Color? colour)
    {
        var text = colour is { } c && c != Color.Default ? $"[{c.ToMarkup()}]{Markup.Escape(value)}[/]" : Markup.Escape(value);
        return string.Create(CultureInfo.InvariantCulture, $"{Markup.Escape(label.PadRight(20))} {text}").TrimEnd();
    }
}
