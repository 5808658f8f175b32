using Fleet.Workflows.Spec;
using Fleet.Workflows.Spec.Fields;
using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Validation;

/// <summary>What a <c>podSpecPatch</c> would change and does not, since it means nothing here: told, not left out in silence; and what it must not say.</summary>
internal static class PodPatchChecks
{
    private const string Type = "PodSpecPatch";
    private const string DnsConfig = "dnsConfig";

    /// <summary>Looks at a patch.</summary>
    /// <param name="text">As written, tags in it.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="error">Takes an error.</param>
    /// <param name="warn">Takes a warning.</param>
    public static void Check(string text, SpecPath path, Action<SpecPath, string> error, Action<SpecPath, string> warn)
    {
        try
        {
            var patch = PodSpecPatch.Read(text);
            Walk(patch, FieldTable.Find(Type)!, "", message => warn(path, message));
            if (patch.Find(DnsConfig) is MapNode dns)
            {
                foreach (var fault in DnsConfigRules.Faults(JsonPart.Element(CanonicalJson.Write(dns))).Where(fault => !HasTags(fault.Value)))
                    error(path.At(fault.Value), $"podSpecPatch: {fault.Message}");
            }
        }
        catch (SpecFormatException) when (HasTags(text))
        {
            warn(path, "podSpecPatch can be read only when its tags are replaced: what means nothing here cannot be told before, and is left out then");
        }
        catch (SpecFormatException e)
        {
            error(path, e.Message);
        }
    }

    // What they are replaced by is checked when it is known.
    private static bool HasTags(string text) => text.Contains("{{", StringComparison.Ordinal) || text.Contains(ValidationRun.PlaceholderPrefix, StringComparison.Ordinal);

    private static void Walk(SpecNode node, FieldType type, string path, Action<string> warn)
    {
        foreach (var entry in (node as MapNode)?.Entries ?? [])
        {
            var at = path.Length == 0 ? entry.Name : $"{path}.{entry.Name}";
            if (entry.Name.StartsWith('$'))
                continue;
            var field = type.Find(entry.Name);
            if (field?.Class == FieldClass.Supported)
                Walk(entry.Value, field.Shape, at, warn);
            else
                warn($"podSpecPatch: {at} has no effect: {(field is null ? "no field of a pod that is known" : field.Class == FieldClass.NotBuiltYet ? "not built yet in this version of Fleet" : field.Note ?? "it means nothing outside Kubernetes")}");
        }
    }

    private static void Walk(SpecNode node, FieldShape shape, string path, Action<string> warn)
    {
        if (shape.Kind == FieldKind.Object)
            Walk(node, shape.Type!, path, warn);
        else if (shape.Kind == FieldKind.List && node is ListNode list)
        {
            for (var i = 0; i < list.Items.Count; i++)
                Walk(list.Items[i], shape.Element!, $"{path}[{i}]", warn);
        }
    }
}
