using System.Text.Json.Nodes;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>A workflow and its outcomes drawn from a seed: nested DAGs and steps, loops, retries, hooks, limits.</summary>
internal sealed class RandomWorkflow
{
    private readonly Random _random;
    private readonly JsonArray _templates = [];
    private readonly int _seed;
    private int _count;

    public RandomWorkflow(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        var entry = Composite(0);
        var spec = new JsonObject { ["entrypoint"] = entry, ["templates"] = _templates };
        if (!WithDaemons && Chance(25))
            spec["parallelism"] = _random.Next(1, 4);
        if (Chance(20))
            spec["onExit"] = Leaf();
        if (Chance(10))
            spec["synchronization"] = JsonNode.Parse("""{"mutexes":[{"name":"whole"}]}""");
        if (Chance(10))
            spec["activeDeadlineSeconds"] = _random.Next(2, 20);
        Manifest = System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["metadata"] = new JsonObject { ["name"] = "wf" }, ["spec"] = spec }.ToJsonString());
    }

    public byte[] Manifest { get; }

    /// <summary>Some containers are daemons. Not with limits: a daemon that keeps a place or a lock would hold up the rest for ever, as in Argo.</summary>
    private bool WithDaemons => _seed % 4 == 0;

    public VirtualRun Run(bool reload = false, int slots = int.MaxValue) => Script(new VirtualRun(Manifest, "wf") { ReloadAlways = reload, Slots = slots, Limits = new() { ["default/ConfigMap/cm/k"] = 2 } });

    /// <summary>Every node name has its own outcome, whatever the order in which they run.</summary>
    public VirtualRun Script(VirtualRun run)
    {
        run.OutcomeOf = name =>
        {
            var draw = new Random(HashCode(name) ^ _seed);
            return new Outcome
            {
                ExitCode = draw.Next(4) == 0 ? draw.Next(1, 3) : 0,
                Duration = TimeSpan.FromSeconds(draw.Next(0, 5)),
                Result = draw.Next(2) == 0 ? "[1,2]" : "[]",
                Parameters = { ["out"] = draw.Next(3).ToString(System.Globalization.CultureInfo.InvariantCulture) },
                OutputError = draw.Next(12) == 0 ? "no file" : null,
            };
        };
        return run;
    }

    private static int HashCode(string text) => text.Aggregate(17, (hash, c) => unchecked((hash * 31) + c));

    private bool Chance(int percent) => _random.Next(100) < percent;

    private string Template(JsonObject template)
    {
        var name = $"t{_count++}";
        template["name"] = name;
        _templates.Add(template);
        return name;
    }

    private string Leaf()
    {
        var template = Chance(8)
            ? new JsonObject { ["suspend"] = new JsonObject { ["duration"] = _random.Next(0, 3) } }
            : new JsonObject
            {
                ["container"] = new JsonObject { ["image"] = "x", ["args"] = new JsonArray("{{inputs.parameters.p}} {{node.name}}") },
                ["outputs"] = JsonNode.Parse("""{"parameters":[{"name":"out","valueFrom":{"path":"/out","default":"d"}}]}"""),
            };
        if (template.Remove("container", out var container) && Chance(12))
            template["containerSet"] = JsonNode.Parse("""{"containers":[{"name":"main","image":"x"},{"name":"after","image":"x","dependencies":["main"]}]}""");
        else if (container is not null)
            template["container"] = container;
        if (WithDaemons && container is not null && Chance(25))
            template["daemon"] = true;
        template["inputs"] = JsonNode.Parse("""{"parameters":[{"name":"p","default":"x"}]}""");
        AddRetry(template, 20);
        if (Chance(20) && !template.ContainsKey("daemon"))
            template["synchronization"] = JsonNode.Parse(Chance(70) ? $$"""{"mutexes":[{"name":"m{{_random.Next(2)}}"}]}""" : """{"semaphores":[{"configMapKeyRef":{"name":"cm","key":"k"}}],"mutexes":[{"name":"m1"}]}""");
        if (template.ContainsKey("container") && Chance(10))
            template["timeout"] = $"{_random.Next(1, 5)}s";
        return Template(template);
    }

    private string Composite(int depth)
    {
        var template = Chance(50) ? Dag(depth) : Steps(depth);
        template["inputs"] = JsonNode.Parse("""{"parameters":[{"name":"p","default":"y"}]}""");
        AddRetry(template, 10);
        if (!WithDaemons && Chance(15))
            template["parallelism"] = _random.Next(1, 3);
        if (Chance(10))
            template["failFast"] = true;
        return Template(template);
    }

    private JsonObject Dag(int depth)
    {
        var tasks = new JsonArray();
        var count = _random.Next(1, 6);
        for (var i = 0; i < count; i++)
        {
            var task = Call($"n{i}", depth, "tasks", i);
            string[] kinds = ["", ".Succeeded", ".Failed", ".Skipped || n{0}.Succeeded || n{0}.Omitted", ".AnySucceeded"];
            var before = Enumerable.Range(0, i).Where(_ => Chance(40)).Select(d => $"(n{d}{string.Format(System.Globalization.CultureInfo.InvariantCulture, kinds[_random.Next(kinds.Length)], d)})").ToList();
            if (before.Count > 0)
                task["depends"] = string.Join(Chance(70) ? " && " : " || ", before);
            task.Remove("continueOn");
            tasks.Add(task);
        }

        var dag = new JsonObject { ["tasks"] = tasks };
        if (Chance(20))
            dag["failFast"] = false;
        return new JsonObject { ["dag"] = dag };
    }

    private JsonObject Steps(int depth)
    {
        var groups = new JsonArray();
        var number = 0;
        for (var g = _random.Next(1, 4); g > 0; g--)
        {
            var group = new JsonArray();
            var before = number;
            for (var s = _random.Next(1, 4); s > 0; s--)
                group.Add(Call($"n{number++}", depth, "steps", before));
            groups.Add(group);
        }

        return new JsonObject { ["steps"] = groups };
    }

    private JsonObject Call(string name, int depth, string kind, int before)
    {
        var call = new JsonObject { ["name"] = name, ["template"] = depth < 2 && Chance(30) ? Composite(depth + 1) : Leaf() };
        if (Chance(20))
            call["withItems"] = new JsonArray([.. Enumerable.Range(0, _random.Next(0, 4)).Select(i => (JsonNode)i)]);
        else if (Chance(10))
            call["withSequence"] = JsonNode.Parse("""{"count":"2"}""");
        if (Chance(10))
            call["when"] = Chance(50) ? "1 == 2" : "{{inputs.parameters.p}} == y";
        if (Chance(30))
            call["arguments"] = JsonNode.Parse($$$"""{"parameters":[{"name":"p","value":"{{{(before > 0 && kind == "steps" && Chance(50) ? "{{steps.n0.status}}" : "{{inputs.parameters.p}}")}}}"}]}""");
        if (Chance(12))
            call["hooks"] = new JsonObject { ["exit"] = new JsonObject { ["template"] = Leaf() } };
        if (kind == "steps" && Chance(15))
            call["continueOn"] = new JsonObject { ["failed"] = true };
        return call;
    }

    private void AddRetry(JsonObject template, int percent)
    {
        if (!Chance(percent))
            return;
        template["retryStrategy"] = Chance(50)
            ? JsonNode.Parse("""{"limit":2}""")
            : JsonNode.Parse("""{"limit":"2","retryPolicy":"Always","backoff":{"duration":"1","factor":2}}""");
    }
}
