using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Spec;

/// <summary>Applies what a submission gives to a manifest, before it is validated.</summary>
public static class Submission
{
    /// <summary>Applies changes to a manifest.</summary>
    /// <param name="json">Its JSON text.</param>
    /// <param name="changes">The changes.</param>
    /// <returns>Canonical JSON text of the changed manifest.</returns>
    /// <exception cref="SpecFormatException">The text is no JSON object.</exception>
    public static string Apply(string json, SubmissionChanges changes)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(changes);
        try
        {
            var manifest = JsonTreeReader.Read(json) as MapNode ?? throw new SpecFormatException("expected a JSON object");
            return CanonicalJson.Write(Apply(manifest, changes));
        }
        catch (SpecSyntaxException e)
        {
            throw new SpecFormatException(e.Message, e);
        }
    }

    internal static MapNode Apply(MapNode manifest, SubmissionChanges changes)
    {
        manifest = manifest.Edit("metadata", metadata => Metadata(metadata, changes));
        return changes is { Entrypoint: null, Priority: null, ServiceAccountName: null } && changes.Parameters.Count == 0 && changes.Artifacts.Count == 0
            ? manifest
            : manifest.Edit("spec", spec => Spec(spec, changes));
    }

    private static MapNode Metadata(MapNode metadata, SubmissionChanges changes)
    {
        if (changes.GenerateName is { } prefix)
            metadata = metadata.Without("name").With("generateName", prefix);
        if (changes.Name is { } name)
            metadata = metadata.With("name", name);
        if (changes.Namespace is { } space)
            metadata = metadata.With("namespace", space);
        if (changes.Labels.Count > 0)
            metadata = metadata.Edit("labels", labels => Add(labels, changes.Labels));
        return changes.Annotations.Count > 0 ? metadata.Edit("annotations", annotations => Add(annotations, changes.Annotations)) : metadata;
    }

    private static MapNode Add(MapNode map, IReadOnlyDictionary<string, string> values) =>
        values.Aggregate(map, static (result, pair) => result.With(pair.Key, pair.Value));

    private static MapNode Spec(MapNode spec, SubmissionChanges changes)
    {
        if (changes.Entrypoint is { } entrypoint)
            spec = spec.With("entrypoint", entrypoint);
        if (changes.Priority is { } priority)
            spec = spec.With("priority", new ScalarNode(ScalarKind.Number, priority.ToString(System.Globalization.CultureInfo.InvariantCulture), spec.Line, spec.Column));
        if (changes.ServiceAccountName is { } account)
            spec = spec.With("serviceAccountName", account);
        if (changes.Parameters.Count > 0)
            spec = spec.Edit("arguments", arguments => Parameters(arguments, changes.Parameters));
        return changes.Artifacts.Count > 0 ? spec.Edit("arguments", arguments => Artifacts(arguments, changes.Artifacts)) : spec;
    }

    private static MapNode Parameters(MapNode arguments, IReadOnlyDictionary<string, string> values)
    {
        var given = arguments.Find("parameters") as ListNode;
        var left = new Dictionary<string, string>(values, StringComparer.Ordinal);
        var result = new List<SpecNode>();
        foreach (var node in given?.Items ?? [])
        {
            var named = node is MapNode map && map.Find("name") is ScalarNode name && left.Remove(name.Text, out var value)
                ? map.Without("valueFrom").With("value", value)
                : node;
            result.Add(named);
        }
        foreach (var (name, value) in left)
            result.Add(new MapNode([], arguments.Line, arguments.Column).With("name", name).With("value", value));
        return arguments.With("parameters", new ListNode(result, given?.Line ?? arguments.Line, given?.Column ?? arguments.Column));
    }

    // An argument that is given replaces the manifest's, with whatever place that has.
    private static MapNode Artifacts(MapNode arguments, IReadOnlyDictionary<string, string> keys)
    {
        var given = arguments.Find("artifacts") as ListNode;
        var kept = given?.Items.Where(node => node is not MapNode map || map.Find("name") is not ScalarNode name || !keys.ContainsKey(name.Text)) ?? [];
        MapNode Empty() => new([], arguments.Line, arguments.Column);
        var added = keys.Select(pair => Empty().With("name", pair.Key).Edit(ArtifactLocation.Own, place => place.With("key", pair.Value)));
        return arguments.With("artifacts", new ListNode([.. kept, .. added], given?.Line ?? arguments.Line, given?.Column ?? arguments.Column));
    }
}
