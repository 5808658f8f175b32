using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Simulation;

/// <summary>Reads an entry of <c>at</c>: when, and which of a user's verbs.</summary>
internal static class ActionReader
{
    // Verbs and the fields they take beside after and do.
    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.Ordinal)
    {
        ["stop"] = ["message", "nodeFieldSelector"],
        ["terminate"] = [],
        ["suspend"] = [],
        ["resume"] = ["nodeFieldSelector"],
        ["set"] = ["nodeFieldSelector", "phase", "message", "outputs"],
        ["retry"] = ["nodeFieldSelector", "restartSuccessful", "parameters"],
    };

    /// <summary>The action; null: it has errors.</summary>
    public static ScriptedAction? Read(SpecNode node, SpecPath path, OutcomeFields fields)
    {
        if (fields.Map(node, path) is not { } map)
            return null;
        var before = fields.Errors.Count;
        var verb = fields.Text(map, "do", path);
        if (verb is null || !Fields.TryGetValue(verb, out var own))
        {
            fields.Error(map.Find("do") ?? node, path["do"], $"{(verb is null ? "an action needs do" : $"there is no verb '{verb}'")}; there are {string.Join(", ", Fields.Keys)}");
            return null;
        }

        fields.Map(map, path, ["after", "do", .. own]);
        var after = fields.Text(map, "after", path);
        if (string.IsNullOrEmpty(after))
            fields.Error(node, path["after"], "an action needs after: a duration from the workflow's begin, or a node");
        var request = Request(verb, map, path, fields);
        if (fields.Errors.Count > before)
            return null;
        return OutcomeFields.TryDuration(after!, out var time) ? new ScriptedAction(time, null, request, node.Line) : new ScriptedAction(null, after, request, node.Line);
    }

    private static UserRequest Request(string verb, MapNode map, SpecPath path, OutcomeFields fields)
    {
        var selector = fields.Text(map, "nodeFieldSelector", path);
        if (NodeFieldSelector.Parse(selector, out var why) is null)
            fields.Error(map.Find("nodeFieldSelector")!, path["nodeFieldSelector"], why!);
        switch (verb)
        {
            case "stop": return new StopRequested(fields.Text(map, "message", path), selector);
            case "terminate": return new TerminateRequested();
            case "suspend": return new SuspendRequested();
            case "resume": return new ResumeRequested(selector);
            case "retry":
                var restarts = IsTrue(map, path, fields);
                if (restarts != !string.IsNullOrEmpty(selector))
                    fields.Error(map.Find("restartSuccessful") ?? map.Find("nodeFieldSelector") ?? map, path["restartSuccessful"], "restartSuccessful and nodeFieldSelector go together: one says that, the other which nodes");
                return new RetryRequested(restarts, selector, fields.Values(map, "parameters", path));
        }

        if (string.IsNullOrEmpty(selector))
            fields.Error(map, path["nodeFieldSelector"], "set needs nodeFieldSelector, e.g. displayName=approve");
        if (fields.Text(map, "phase", path) is not (null or "" or "Succeeded" or "Failed" or "Error"))
            fields.Error(map.Find("phase")!, path["phase"], "phase is Succeeded, Failed or Error");
        var outputs = fields.Map(map.Find("outputs"), path["outputs"], "parameters");
        var values = outputs is null ? [] : fields.Values(outputs, "parameters", path["outputs"]);
        return new SetNodeRequested(selector ?? "", fields.Text(map, "phase", path), fields.Text(map, "message", path), values);
    }

    private static bool IsTrue(MapNode map, SpecPath path, OutcomeFields fields)
    {
        var text = fields.Text(map, "restartSuccessful", path);
        if (text is not (null or "true" or "false"))
            fields.Error(map.Find("restartSuccessful")!, path["restartSuccessful"], $"restartSuccessful is true or false, not '{text}'");
        return text == "true";
    }
}
