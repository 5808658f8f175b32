using Fleet.Workflows.Spec;
using Fleet.Workflows.Spec.Tree;
using Fleet.Workflows.Spec.Yaml;

namespace Fleet.Workflows.Simulation;

/// <summary>Reads a file of outcomes, YAML or JSON: <c>default</c>, <c>nodes</c>, <c>at</c> and <c>given</c> (docs/simulate.md).</summary>
public static class OutcomesFile
{
    private const int MostExitCode = 255;
    private const int LeastStatusCode = 100;
    private const int MostStatusCode = 599;

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML or JSON; an empty one says nothing.</param>
    /// <returns>What it says, and all that is wrong with it.</returns>
    public static OutcomesResult Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var fields = new OutcomeFields();
        try
        {
            var pieces = YamlSplitter.Split(GivenValues.Limited(text));
            if (pieces.Count > 1)
                throw new SpecSyntaxException($"there are {pieces.Count} documents in it; one was expected", pieces[1].FirstLine + 1, 1);
            var root = GivenValues.Tree(text, pieces);
            var outcomes = fields.Map(root, SpecPath.Root, "default", "nodes", "at", "given") is { } map ? Read(map, fields) : new Outcomes();
            return new OutcomesResult(outcomes, [.. fields.Errors.OrderBy(error => error.Line).ThenBy(error => error.Column)]);
        }
        catch (SpecSyntaxException e)
        {
            return new OutcomesResult(new Outcomes(), [new SpecError(e.Message, "", e.Line, e.Column, 0)]);
        }
    }

    private static Outcomes Read(MapNode map, OutcomeFields fields)
    {
        var otherwise = fields.Map(map.Find("default"), SpecPath.Root["default"], "exitCode", "duration") is { } given ? Outcome(given, fields, SpecPath.Root["default"], new ScriptedOutcome()) : new ScriptedOutcome();
        return new Outcomes
        {
            Default = otherwise,
            Nodes = [.. fields.List(map, "nodes", SpecPath.Root).Select(item => Rule(item.Node, item.Path, fields, otherwise)).OfType<OutcomeRule>()],
            Given = GivenReader.Read(map.Find("given"), SpecPath.Root["given"], fields),
            Actions = [.. fields.List(map, "at", SpecPath.Root).Select(item => ActionReader.Read(item.Node, item.Path, fields)).OfType<ScriptedAction>()],
        };
    }

    private static OutcomeRule? Rule(SpecNode node, SpecPath path, OutcomeFields fields, ScriptedOutcome otherwise)
    {
        if (fields.Map(node, path, "match", "exitCode", "statusCode", "headers", "body", "error", "duration", "outputs", "times") is not { } map)
            return null;
        var match = fields.Text(map, "match", path);
        var times = fields.Whole(map, "times", path, 1, int.MaxValue);
        var outcome = Outcome(map, fields, path, otherwise);
        if (map.Find("error") is not null && (map.Find("exitCode") ?? map.Find("outputs") ?? map.Find("statusCode") ?? map.Find("headers") ?? map.Find("body")) is { } beside)
            fields.Error(beside, path["error"], "a task with an error never runs: it has neither exitCode nor outputs, and an HTTP call no answer");
        if (match is { Length: > 0 })
            return new OutcomeRule(match, outcome, times, node.Line);
        fields.Error(node, path["match"], "an entry needs match: a display name, a node name or a glob");
        return null;
    }

    private static ScriptedOutcome Outcome(MapNode map, OutcomeFields fields, SpecPath path, ScriptedOutcome otherwise)
    {
        var outputs = fields.Map(map.Find("outputs"), path["outputs"], "result", "parameters");
        return otherwise with
        {
            ExitCode = fields.Whole(map, "exitCode", path, 0, MostExitCode) ?? otherwise.ExitCode,
            StatusCode = fields.Whole(map, "statusCode", path, LeastStatusCode, MostStatusCode) ?? otherwise.StatusCode,
            Headers = fields.Values(map, "headers", path),
            Body = OutcomeFields.Value(map.Find("body")),
            Error = fields.Text(map, "error", path),
            Duration = fields.Duration(map, "duration", path, otherwise.Duration),
            HasDuration = map.Find("duration") is not null,
            Result = OutcomeFields.Value(outputs?.Find("result")),
            Parameters = outputs is null ? [] : fields.Values(outputs, "parameters", path["outputs"]),
        };
    }
}
