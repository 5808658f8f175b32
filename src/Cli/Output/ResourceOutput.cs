using System.Text.Json;
using Fleet.Cli.Commands;
using Fleet.Cli.Rendering;

namespace Fleet.Cli.Output;

/// <summary>Writes objects beside workflows to standard output in the format that <c>-o</c> asks for.</summary>
internal static class ResourceOutput
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Objects of one kind.</summary>
    /// <param name="environment">Where to.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="items">The objects.</param>
    /// <param name="asList">They were asked for as a list: as JSON or YAML they are one, even if there is one only.</param>
    /// <param name="allNamespaces">They are of several namespaces.</param>
    /// <param name="format">Value of <c>-o</c>.</param>
    public static void Write(CliEnvironment environment, string kind, IReadOnlyList<JsonElement> items, bool asList, bool allNamespaces, string? format)
    {
        var whole = asList || items.Count != 1 ? JsonSerializer.SerializeToElement(items) : items[0];
        switch (format)
        {
            case "json":
                environment.Out.WriteLine(JsonSerializer.Serialize(whole, Indented));
                break;
            case "yaml":
                JsonToYaml.Write(whole, environment.Out);
                break;
            case "name":
                foreach (var item in items)
                    environment.Out.WriteLine(Name(kind, item));
                break;
            default:
                foreach (var line in ResourcePrinter.Lines(kind, items, allNamespaces, WorkflowOutput.Options(environment, format)))
                    environment.WriteMarkup(line);
                foreach (var line in kind == "Secret" && !asList ? items.SelectMany(ResourcePrinter.Keys) : [])
                    environment.WriteMarkup(line);
                break;
        }
    }

    /// <summary>One object, with the fields that <c>argo</c> shows of it.</summary>
    public static void WriteOne(CliEnvironment environment, string kind, JsonElement item, string? format)
    {
        if (format is not null)
            Write(environment, kind, [item], asList: false, allNamespaces: false, format);
        else
            foreach (var line in ResourcePrinter.Fields(item, WorkflowOutput.Options(environment, format)))
                environment.WriteMarkup(line);
    }

    /// <summary>An object as kubectl names it: <c>configmap/limits</c>.</summary>
    public static string Name(string kind, JsonElement item) => $"{ResourceKindNames.Shown(kind)}/{item.Member("metadata")?.Text("name")}";
}
