using Fleet.Workflows.Spec.Fields;
using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Spec;

/// <summary>What a <c>podSpecPatch</c> would change and does not, since it means nothing here: told, not left out in silence.</summary>
internal static class PodPatchWarnings
{
    /// <summary>What is said of one that cannot be read as it is written.</summary>
    public const string Unreadable = "podSpecPatch can be read only when its tags are replaced: what means nothing here cannot be told before, and is left out then";

    private const string Type = "PodSpecPatch";

    /// <summary>A sentence for each field, in the order of the patch.</summary>
    public static IReadOnlyList<string> Of(MapNode patch)
    {
        var sentences = new List<string>();
        Walk(patch, FieldTable.Find(Type)!, "", sentences);
        return sentences;
    }

    private static void Walk(SpecNode node, FieldType type, string path, List<string> sentences)
    {
        if (node is not MapNode map)
            return;
        if (type.Name == FieldWarnings.Resources)
            sentences.AddRange(OtherResources.Of(Names(map, "requests").Concat(Names(map, "limits"))).Select(other => $"podSpecPatch: resource {other} of {path} {OtherResources.Effect}"));
        foreach (var entry in map.Entries.Where(entry => !entry.Name.StartsWith('$')))
        {
            var at = path.Length == 0 ? entry.Name : $"{path}.{entry.Name}";
            var field = type.Find(entry.Name);
            if (field?.Class == FieldClass.Supported)
                Walk(entry.Value, field.Shape, at, sentences);
            else
                sentences.Add($"podSpecPatch: {at} has no effect: {(field is null ? "no field of a pod that is known" : field.Class == FieldClass.NotBuiltYet ? "not built yet in this version of Fleet" : field.Note ?? "it means nothing outside Kubernetes")}");
        }
    }

    private static void Walk(SpecNode node, FieldShape shape, string path, List<string> sentences)
    {
        if (shape.Kind == FieldKind.Object)
            Walk(node, shape.Type!, path, sentences);
        else if (shape.Kind == FieldKind.List && node is ListNode list)
        {
            for (var i = 0; i < list.Items.Count; i++)
                Walk(list.Items[i], shape.Element!, $"{path}[{i}]", sentences);
        }
    }

    // A null takes a resource away.
    private static IEnumerable<string> Names(MapNode resources, string field) =>
        (resources.Find(field) as MapNode)?.Entries.Where(entry => !entry.Name.StartsWith('$') && entry.Value is not ScalarNode { Kind: ScalarKind.Null }).Select(entry => entry.Name) ?? [];
}
