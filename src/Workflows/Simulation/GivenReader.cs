using System.Globalization;
using System.Text.Json.Nodes;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Simulation;

/// <summary>Reads <c>given</c>.</summary>
internal static class GivenReader
{
    private static readonly (string Name, string What)[] NotBuilt = [("templates", "workflow templates")];

    public static Given Read(SpecNode? node, SpecPath path, OutcomeFields fields)
    {
        if (fields.Map(node, path, "configMaps", "syncLimits", "memo", "templates", "workflows") is not { } map)
            return new Given();
        foreach (var (name, what) in NotBuilt)
        {
            if (map.Find(name) is { } refused)
                fields.Error(refused, path[name], $"{what} cannot be simulated: not built yet in this version of Fleet");
        }

        var configMaps = fields.Map(map.Find("configMaps"), path["configMaps"]);
        var limits = fields.Map(map.Find("syncLimits"), path["syncLimits"]);
        return new Given
        {
            ConfigMaps = configMaps is null ? new Given().ConfigMaps : configMaps.Entries.ToDictionary(
                entry => entry.Name, entry => (IReadOnlyDictionary<string, string>)fields.Values(configMaps, entry.Name, path["configMaps"]), StringComparer.Ordinal),
            SyncLimits = limits is null ? new Given().SyncLimits : limits.Entries.ToDictionary(
                entry => entry.Name, entry => fields.Whole(limits, entry.Name, path["syncLimits"], 0, int.MaxValue) ?? 0, StringComparer.Ordinal),
            Workflows = [.. fields.List(map, "workflows", path).Select(item => GivenWorkflowReader.Read(item.Node, item.Path, fields)).OfType<GivenWorkflow>()],
            Memo = [.. fields.List(map, "memo", path).Select(item => Memo(item.Node, item.Path, fields)).OfType<GivenMemo>()],
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
}
