using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>A workflow drawn from a seed: nested DAGs and steps, loops of every kind, retries, hooks, conditions, exit handlers, locks, memoization, limits.</summary>
/// <remarks>A <c>steady</c> one ends the same whatever the order and the time in which its tasks run, and says in annotations how they end on the dummy runtime.</remarks>
internal sealed class RandomWorkflow
{
    private const int DeepestNesting = 2;

    private readonly Random _random;
    private readonly JsonArray _templates = [];
    private readonly bool _steady;

    // Some containers are daemons. Not with limits: a daemon that keeps a place or a lock would hold up the rest for ever, as in Argo.
    private readonly bool _daemons;
    private readonly StringBuilder _hookOutcomes = new();
    private readonly StringBuilder _callOutcomes = new();
    private int _count;
    private int _calls;

    public RandomWorkflow(int seed, bool steady = false)
    {
        _random = new Random(seed);
        _steady = steady;
        _daemons = !steady && seed % 4 == 0;
        var entry = Composite(0);
        var spec = new JsonObject { ["entrypoint"] = entry, ["templates"] = _templates };
        if (Chance(25) && !steady && !_daemons)
            spec["parallelism"] = _random.Next(1, 4);
        if (Chance(20))
            spec["onExit"] = Leaf("wf", ".onExit");
        if (Chance(10))
            spec["synchronization"] = JsonNode.Parse("""{"mutexes":[{"name":"whole"}]}""");
        if (Chance(10) && !steady)
            spec["activeDeadlineSeconds"] = _random.Next(2, 20);
        if (Chance(10))
            spec["hooks"] = new JsonObject { ["bad"] = new JsonObject { ["template"] = Leaf("wf", ".hooks.bad"), ["expression"] = "workflow.status == 'Failed'" } };
        if (Chance(10))
            spec["templateDefaults"] = JsonNode.Parse("""{"retryStrategy":{"limit":1}}""");
        Manifest = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["apiVersion"] = "argoproj.io/v1alpha1",
            ["kind"] = "Workflow",
            ["metadata"] = new JsonObject { ["name"] = "wf" },
            ["spec"] = spec,
        }.ToJsonString());
    }

    public byte[] Manifest { get; }

    /// <summary>What <c>fleet simulate</c> has to be told of a steady one.</summary>
    public string Outcomes => $"default: {{duration: 0}}\nnodes:\n{_hookOutcomes}{_callOutcomes}";

    /// <summary>Its text names one of these.</summary>
    public bool Has(params string[] words) => words.Any(word => Encoding.UTF8.GetString(Manifest).Contains(word, StringComparison.Ordinal));

    private bool Chance(int percent) => _random.Next(100) < percent;

    private string Template(JsonObject template)
    {
        var name = $"t{_count++}";
        template["name"] = name;
        _templates.Add(template);
        return name;
    }

    private string Leaf(string call, string hook = "")
    {
        var template = Chance(8)
            ? new JsonObject { ["suspend"] = new JsonObject { ["duration"] = _steady ? "0" : _random.Next(0, 3).ToString(CultureInfo.InvariantCulture) } }
            : new JsonObject
            {
                ["container"] = new JsonObject { ["image"] = "x", ["args"] = new JsonArray("{{inputs.parameters.p}} {{node.name}} {{retries}}") },
                ["outputs"] = JsonNode.Parse("""{"parameters":[{"name":"out","valueFrom":{"path":"/out","default":"d"}}]}"""),
            };
        if (template.Remove("container", out var container) && Chance(12))
            template["containerSet"] = JsonNode.Parse("""{"containers":[{"name":"main","image":"x"},{"name":"after","image":"x","dependencies":["main"]}]}""");
        else if (container is not null)
            template["container"] = container;
        if (_daemons && template.ContainsKey("container") && Chance(25))
            template["daemon"] = true;
        template["inputs"] = JsonNode.Parse("""{"parameters":[{"name":"p","default":"x"}]}""");
        if (_steady && !template.ContainsKey("suspend"))
            Annotate(template, call, hook);
        AddRetry(template, 20);
        if (Chance(20) && !template.ContainsKey("daemon"))
            template["synchronization"] = JsonNode.Parse(Chance(70) || _steady ? $$"""{"mutexes":[{"name":"m{{_random.Next(2)}}"}]}""" : """{"semaphores":[{"configMapKeyRef":{"name":"cm","key":"k"}}],"mutexes":[{"name":"m1"}]}""");
        if (template.ContainsKey("container") && Chance(10) && !_steady)
            template["timeout"] = $"{_random.Next(1, 5)}s";
        if (template.ContainsKey("container") && Chance(6) && !_steady && !template.ContainsKey("daemon"))
            template["memoize"] = new JsonObject { ["key"] = $"k{_random.Next(3)}-{{{{inputs.parameters.p}}}}", ["maxAge"] = "1h", ["cache"] = JsonNode.Parse("""{"configMap":{"name":"cache"}}""") };
        return Template(template);
    }

    // Names of calls are found nowhere else: an entry for one is for all its nodes, whatever they lie in. Those of hooks come first, inner ones before outer ones.
    private void Annotate(JsonObject template, string call, string hook)
    {
        var (code, result, value) = (Chance(25) ? _random.Next(1, 3) : 0, Chance(50) ? "[1,2]" : "[]", Chance(70) ? _random.Next(3).ToString(CultureInfo.InvariantCulture) : null);
        template["metadata"] = new JsonObject
        {
            ["annotations"] = new JsonObject
            {
                ["fleet.dummy/exit-code"] = code.ToString(CultureInfo.InvariantCulture),
                ["fleet.dummy/result"] = result,
                ["fleet.dummy/parameters"] = new JsonObject(value is null ? [] : [new("out", value)]).ToJsonString(),
            },
        };
        (hook.Length > 0 ? _hookOutcomes : _callOutcomes).Append(CultureInfo.InvariantCulture, $"- {{match: '*{call}*{(hook.Length > 0 ? hook + "*" : "")}', exitCode: {code}, outputs: {{result: '{result}', parameters: {{{(value is null ? "" : $"out: '{value}'")}}} }} }}\n");
    }

    private string Composite(int depth)
    {
        var template = Chance(50) ? Dag(depth) : Steps(depth);
        template["inputs"] = JsonNode.Parse("""{"parameters":[{"name":"p","default":"y"}]}""");
        AddRetry(template, 10);
        if (Chance(15) && !_steady && !_daemons)
            template["parallelism"] = _random.Next(1, 3);
        if (Chance(10) && !_steady)
            template["failFast"] = true;
        if (Chance(8))
            template["synchronization"] = JsonNode.Parse($$"""{"mutexes":[{"name":"c{{_count}}"}]}""");
        return Template(template);
    }

    private JsonObject Dag(int depth)
    {
        var tasks = new JsonArray();
        var names = new List<string>();
        var count = _random.Next(1, 6);
        for (var i = 0; i < count; i++)
        {
            var task = Call(depth, "tasks", null);
            var before = names.Where(_ => Chance(40)).Select(name => $"({Condition(name, tasks)})").ToList();
            if (before.Count > 0)
                task["depends"] = string.Join(Chance(70) ? " && " : " || ", before);
            task.Remove("continueOn");
            tasks.Add(task);
            names.Add((string)task["name"]!);
        }

        var dag = new JsonObject { ["tasks"] = tasks };
        if (Chance(20))
            dag["failFast"] = false;
        return new JsonObject { ["dag"] = dag };
    }

    // Only of a loop one can say that any succeeded.
    private string Condition(string name, JsonArray tasks) => _random.Next(5) switch
    {
        0 => name,
        1 => $"{name}.Succeeded",
        2 => $"{name}.Failed",
        3 => $"{name}.Skipped || {name}.Succeeded || {name}.Omitted",
        _ => tasks.Any(task => (string)task!["name"]! == name && ((JsonObject)task).Any(field => field.Key.StartsWith("with", StringComparison.Ordinal) && field.Value is not JsonArray { Count: 0 })) ? $"{name}.AnySucceeded" : $"!{name}.Failed",
    };

    private JsonObject Steps(int depth)
    {
        var groups = new JsonArray();
        var before = new List<JsonObject>();
        for (var g = _random.Next(1, 4); g > 0; g--)
        {
            var earlier = before.Count == 0 ? null : before[_random.Next(before.Count)];
            JsonObject[] group = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Call(depth, "steps", earlier))];
            groups.Add(new JsonArray([.. group]));
            before.AddRange(group);
        }

        return new JsonObject { ["steps"] = groups };
    }

    private JsonObject Call(int depth, string kind, JsonObject? earlier)
    {
        var name = $"n{_calls++:000}";
        var call = new JsonObject { ["name"] = name, ["template"] = depth < DeepestNesting && Chance(30) ? Composite(depth + 1) : Leaf(name) };
        AddLoop(call, earlier);
        if (Chance(10))
            call["when"] = Chance(50) ? "1 == 2" : "{{inputs.parameters.p}} == y";
        if (Chance(30))
            call["arguments"] = JsonNode.Parse($$$"""{"parameters":[{"name":"p","value":"{{{(earlier is not null && Chance(50) ? $"{{{{steps.{earlier["name"]}.status}}}}" : "{{inputs.parameters.p}}")}}}"}]}""");
        AddHooks(call, name, kind);
        if (kind == "steps" && Chance(15))
            call["continueOn"] = new JsonObject { ["failed"] = true };
        return call;
    }

    private void AddLoop(JsonObject call, JsonObject? earlier)
    {
        if (Chance(20))
            call["withItems"] = new JsonArray([.. Enumerable.Range(0, _random.Next(0, 4)).Select(i => (JsonNode)i)]);
        else if (Chance(10))
            call["withSequence"] = JsonNode.Parse("""{"count":"2"}""");
        else if (earlier is not null && IsScripted((string)earlier["template"]!) && Chance(25))
            call["withParam"] = $"{{{{steps.{earlier["name"]}.outputs.result}}}}";
    }

    // Nothing but a container has a result of its own.
    private bool IsScripted(string template) => _templates.Any(one => (string)one!["name"]! == template && ((JsonObject)one).ContainsKey("container"));

    private void AddHooks(JsonObject call, string name, string kind)
    {
        var hooks = new JsonObject();
        if (Chance(12))
            hooks["exit"] = new JsonObject { ["template"] = Leaf(name, ".onExit") };
        if (Chance(8))
            hooks["good"] = new JsonObject { ["template"] = Leaf(name, ".hooks.good"), ["expression"] = $"{kind}.{name}.status == 'Succeeded'" };
        if (Chance(8) && !_steady)
            hooks["runs"] = new JsonObject { ["template"] = Leaf(name, ".hooks.runs"), ["expression"] = $"{kind}.{name}.status == 'Running'" };
        if (hooks.Count > 0)
            call["hooks"] = hooks;
    }

    private void AddRetry(JsonObject template, int percent)
    {
        if (!Chance(percent))
            return;
        template["retryStrategy"] = JsonNode.Parse(_random.Next(_steady ? 2 : 3) switch
        {
            0 => """{"limit":2}""",
            1 => """{"limit":"3","retryPolicy":"Always","expression":"asInt(lastRetry.exitCode) == 1 && asInt(retries) < 2"}""",
            _ => """{"limit":"2","retryPolicy":"Always","backoff":{"duration":"1","factor":2}}""",
        });
    }
}
