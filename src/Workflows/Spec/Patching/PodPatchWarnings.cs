using Fleet.Workflows.Spec.Fields;
using Fleet.Workflows.Spec.Tree;
using Fleet.Workflows.Validation;

namespace Fleet.Workflows.Spec;

/// <summary>
/// What a <c>podSpecPatch</c> would change and does not, since it means nothing here, and what of it can be no pod: told, not left out in silence. Argo's validator does not look at it.
/// </summary>
internal static class PodPatchWarnings
{
    private const string Unreadable = "podSpecPatch can be read only when its tags are replaced: what means nothing here cannot be told before, and is left out then";

    private const string Type = "PodSpecPatch";

    /// <summary>A sentence for each field, in the order of the patch; with the text in it that the sentence is about, where it is one of a few lines.</summary>
    /// <param name="text">The patch, tags in it as far as their values are not known.</param>
    public static IReadOnlyList<(string Message, string? About)> Of(string text)
    {
        var sentences = new List<(string Message, string? About)>();
        try
        {
            Walk(PodSpecPatch.Read(text), FieldTable.Find(Type)!, "", sentences);
        }
        catch (SpecFormatException e)
        {
            sentences.Add((RunFaults.IsKnown(text) ? $"{e.Message}: {RunFaults.End}" : Unreadable, null));
        }

        return sentences;
    }

    private static void Walk(SpecNode node, FieldType type, string path, List<(string Message, string? About)> sentences)
    {
        if (node is not MapNode map)
            return;
        sentences.AddRange(Special(map, type.Name, path));
        foreach (var entry in map.Entries.Where(entry => !entry.Name.StartsWith('$')))
        {
            var at = path.Length == 0 ? entry.Name : $"{path}.{entry.Name}";
            var field = type.Find(entry.Name);
            if (field?.Class == FieldClass.Supported)
                Walk(entry.Value, field.Shape, at, sentences);
            else
                sentences.Add(($"podSpecPatch: {at} has no effect: {(field is null ? "no field of a pod that is known" : field.Class == FieldClass.NotBuiltYet ? "not built yet in this version of Fleet" : field.Note ?? "it means nothing outside Kubernetes")}", null));
        }
    }

    private static IEnumerable<(string Message, string? About)> Special(MapNode map, string type, string path) => type switch
    {
        FieldWarnings.Resources => OtherResources.Of(Names(map, "requests").Concat(Names(map, "limits"))).Select(other => ($"podSpecPatch: resource {other} of {path} {OtherResources.Effect}", (string?)null)),
        FieldWarnings.DnsConfig => RunFaults.OfDnsConfig(JsonPart.Element(CanonicalJson.Write(map))).Where(fault => map.Find(fault.Fault.Field) is ListNode).Select(fault => ($"podSpecPatch: {fault.Message}", (string?)fault.Fault.Value)),
        // One that is taken away, or only gets names, says no more of it than which one it is.
        FieldWarnings.Alias when map.Find("ip") is ScalarNode ip && RunFaults.Of(new HostAlias { Ip = ip.Text }) is { } fault => [($"podSpecPatch: {fault}", ip.Text)],
        _ => [],
    };

    private static void Walk(SpecNode node, FieldShape shape, string path, List<(string Message, string? About)> sentences)
    {
        switch (shape.Kind, node)
        {
            case (FieldKind.Object, MapNode): Walk(node, shape.Type!, path, sentences); break;
            case (FieldKind.List, ListNode list):
                for (var i = 0; i < list.Items.Count; i++)
                    Walk(list.Items[i], shape.Element!, $"{path}[{i}]", sentences);
                break;
            // A null takes it away.
            case (FieldKind.Object or FieldKind.List, not ScalarNode { Kind: ScalarKind.Null }):
                sentences.Add(($"podSpecPatch: {path} is no {(shape.Kind == FieldKind.List ? "list" : "map")}: {RunFaults.End}", null));
                break;
        }
    }

    // A null takes a resource away.
    private static IEnumerable<string> Names(MapNode resources, string field) =>
        (resources.Find(field) as MapNode)?.Entries.Where(entry => !entry.Name.StartsWith('$') && entry.Value is not ScalarNode { Kind: ScalarKind.Null }).Select(entry => entry.Name) ?? [];
}
