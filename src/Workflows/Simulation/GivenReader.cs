using System.Globalization;
using System.Text.Json.Nodes;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Simulation;

/// <summary>Reads <c>given</c>.</summary>
internal static class GivenReader
{
    public static Given Read(SpecNode? node, SpecPath path, OutcomeFields fields)
    {
        if (fields.Map(node, path, "configMaps", "secrets", "syncLimits", "memo", "templates", "workflows") is not { } map)
            return new Given();
        var configMaps = fields.Map(map.Find("configMaps"), path["configMaps"]);
        var limits = fields.Map(map.Find("syncLimits"), path["syncLimits"]);
        return new Given
        {
            ConfigMaps = configMaps is null ? new Given().ConfigMaps : configMaps.Entries.ToDictionary(
                entry => entry.Name, entry => (IReadOnlyDictionary<string, string>)fields.Values(configMaps, entry.Name, path["configMaps"]), StringComparer.Ordinal),
            Secrets = new GivenSecrets(fields.Map(map.Find("secrets"), path["secrets"]) is { } secrets ? secrets.Entries.ToDictionary(
                entry => entry.Name, entry => (IReadOnlyList<string>)[.. fields.List(secrets, entry.Name, path["secrets"]).Select(item => OutcomeFields.Value(item.Node) ?? "")], StringComparer.Ordinal) : null),
            SyncLimits = limits is null ? new Given().SyncLimits : limits.Entries.ToDictionary(
                entry => entry.Name, entry => fields.Whole(limits, entry.Name, path["syncLimits"], 0, int.MaxValue) ?? 0, StringComparer.Ordinal),
            Workflows = [.. fields.List(map, "workflows", path).Select(item => GivenWorkflowReader.Read(item.Node, item.Path, fields)).OfType<GivenWorkflow>()],
            Memo = [.. fields.List(map, "memo", path).Select(item => Memo(item.Node, item.Path, fields)).OfType<GivenMemo>()],
            Templates = Templates([.. fields.List(map, "templates", path)], fields),
        };
    }

    private static GivenMemo? Memo(SpecNode node, SpecPath path, OutcomeFields fields)
    {
        if (fields.Map(node, path, "cache", "key", "age", "outputs") is not { } map)
            return null;
        var (cache, key) = (fields.Text(map, "cache", path), fields.Text(map, "key", path));
        var age = fields.Duration(map, "age", path, TimeSpan.Zero);
        if (string.IsNullOrEmpty(cache) || string.IsNullOrEmpty(key))
        {
            fields.Error(node, path, "an entry needs cache and key: the name of the cache (cache.configMap.name) and the key of memoize");
            return null;
        }

        if (age is not null)
            return new GivenMemo(cache, key, age.Value, Outputs(map, path, fields));
        fields.Error(map.Find("age")!, path["age"], "an age is a duration, not forever");
        return null;
    }

    private static string Outputs(MapNode entry, SpecPath path, OutcomeFields fields)
    {
        var json = new JsonObject();
        if (fields.Map(entry.Find("outputs"), path["outputs"], "result", "exitCode", "parameters") is not { } map)
            return json.ToJsonString();
        var parameters = fields.Values(map, "parameters", path["outputs"]);
        if (parameters.Count > 0)
            json["parameters"] = new JsonArray([.. parameters.Select(parameter => new JsonObject { ["name"] = parameter.Key, ["value"] = parameter.Value })]);
        if (OutcomeFields.Value(map.Find("result")) is { } result)
            json["result"] = result;
        if (fields.Whole(map, "exitCode", path["outputs"], 0, byte.MaxValue) is { } code)
            json["exitCode"] = code.ToString(CultureInfo.InvariantCulture);
        return json.ToJsonString();
    }

    private static List<string> Templates(List<(SpecNode Node, SpecPath Path)> items, OutcomeFields fields)
    {
        var texts = items.Select(item => CanonicalJson.Write(item.Node)).ToList();
        for (var i = 0; i < texts.Count; i++)
        {
            var loaded = WorkflowLoader.Load(texts[i], new LoadOptions { NameRequired = true, FindTemplate = StoredTemplates.Find(texts) });
            foreach (var error in loaded.Errors)
                fields.Error(items[i].Node, items[i].Path, error.Path.Length == 0 ? error.Message : $"{error.Path}: {error.Message}");
            if (loaded.Errors.Count == 0 && loaded.Documents is not [{ Kind: "WorkflowTemplate" or "ClusterWorkflowTemplate" }])
                fields.Error(items[i].Node, items[i].Path, "expected a WorkflowTemplate or a ClusterWorkflowTemplate");
        }

        return texts;
    }
}
