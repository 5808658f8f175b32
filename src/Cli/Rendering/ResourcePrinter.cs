using System.Text.Json;

namespace Fleet.Cli.Rendering;

/// <summary>Lists objects beside workflows as kubectl does.</summary>
internal static class ResourcePrinter
{
    /// <summary>Markup lines with a title line.</summary>
    public static IEnumerable<string> Lines(string kind, IReadOnlyList<JsonElement> items, bool allNamespaces, RenderOptions options)
    {
        if (items.Count == 0)
            return [$"No {kind}s found"];
        var count = kind is "ConfigMap" or "Secret" ? "DATA" : "TEMPLATES";
        var rows = new List<IReadOnlyList<Columns.Cell>> { (Columns.Cell[])[.. allNamespaces ? (Columns.Cell[])["NAMESPACE"] : [], "NAME", count, "AGE"] };
        foreach (var item in items)
        {
            var metadata = item.Member("metadata")!.Value;
            rows.Add((Columns.Cell[])
            [
                .. allNamespaces ? (Columns.Cell[])[metadata.Text("namespace")] : [],
                metadata.Text("name"),
                Count(kind, item).ToString(System.Globalization.CultureInfo.InvariantCulture),
                Durations.Between(metadata.Time("creationTimestamp"), null, options.Now),
            ]);
        }

        return Columns.Lines(rows);
    }

    /// <summary>One object: markup lines with a field each, as <c>argo template get</c>.</summary>
    public static IEnumerable<string> Fields(JsonElement item, RenderOptions options)
    {
        var metadata = item.Member("metadata")!.Value;
        yield return GetPrinter.Field("Name", metadata.Text("name"));
        if (metadata.Text("namespace") is { Length: > 0 } space)
            yield return GetPrinter.Field("Namespace", space);
        yield return GetPrinter.Field("Created", Durations.Moment(metadata.Time("creationTimestamp"), options.Now));
    }

    /// <summary>Keys of a Secret with their lengths, as <c>kubectl describe</c>: all that is shown of its values.</summary>
    public static IEnumerable<string> Keys(JsonElement secret) => Columns.Lines(
        [.. secret.Member("dataBytes") is { ValueKind: JsonValueKind.Object } map ? map.EnumerateObject().Select(key => (IReadOnlyList<Columns.Cell>)(Columns.Cell[])[key.Name + ":", $"{key.Value} bytes"]) : []]);

    private static int Count(string kind, JsonElement item) => kind is "ConfigMap" or "Secret"
        ? Members(item, "data") + Members(item, "binaryData") + Members(item, "dataBytes")
        : item.Items("spec", "templates").Count();

    private static int Members(JsonElement item, string name) => item.Member(name) is { ValueKind: JsonValueKind.Object } map ? map.EnumerateObject().Count() : 0;
}
