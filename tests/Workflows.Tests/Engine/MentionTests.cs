using System.Text.Json.Nodes;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Large values that a task only hands on: its request mentions them.</summary>
public sealed class MentionTests
{
    private static readonly string Large = new string('x', 64 * 1024) + "ü\"\\\n";

    private const string Make = "- {name: make, container: {image: x}, outputs: {parameters: [{name: p, valueFrom: {path: /p}}]}}";

    [Theory]
    [InlineData("container: {image: x, command: [a, '{{inputs.parameters.text}}'], args: ['<{{inputs.parameters.text}}>'], env: [{name: V, value: '{{inputs.parameters.text}}'}]}", 3)]
    [InlineData("script: {image: x, source: 'a {{inputs.parameters.text}} b {{=inputs.parameters.text}} c', args: ['{{inputs.parameters.text}}']}", 3)]
    [InlineData("containerSet: {containers: [{name: main, image: x, args: ['{{inputs.parameters.text}}']}]}", 1)]
    [InlineData("container: {image: x}\n  initContainers: [{name: i, image: x, args: ['{{inputs.parameters.text}}']}]\n  sidecars: [{name: s, image: x, args: ['{{inputs.parameters.text}}']}]", 2)]
    [InlineData("http: {url: 'http://x/', body: '{{inputs.parameters.text}}'}", 1)]
    public void WhatOnlyAWorkerReads_Mentions_AndMeansTheSame(string body, int mentions)
    {
        var template = Taken(body, Large);

        Assert.InRange(template.Length, 1, 3000);
        Assert.Equal(mentions, template.Split("\\u001a").Length / 2);
        var whole = JsonNode.Parse(template)!;
        Fill(whole, Finder(Large));
        Assert.Equal(Strings(JsonNode.Parse(Taken(body, "small"))!).Select(text => text.Replace("small", Large, StringComparison.Ordinal)), Strings(whole));
    }

    [Theory]
    [InlineData("container: {image: x}\n  annotations: {a: '{{inputs.parameters.text}}'}")]
    [InlineData("container: {image: x}\n  metadata: {labels: {a: '{{inputs.parameters.text}}'}}")]
    [InlineData("http: {url: 'http://x/{{inputs.parameters.text}}', successCondition: '{{inputs.parameters.text}}'}")]
    [InlineData("container: {image: x, args: ['{{=inputs.parameters.text + \"!\"}}'], workingDir: '{{inputs.parameters.text}}'}")]
    public void WhatIsReadElsewhere_HasTheValue(string body)
    {
        var template = JsonNode.Parse(Taken(body, Large))!;

        Assert.Equal(Strings(JsonNode.Parse(Taken(body, "small"))!).Select(text => text.Replace("small", Large, StringComparison.Ordinal)), Strings(template));
    }

    [Fact]
    public void ValueWithTags_IsPutIn_SinceALaterPassMayReplaceThem()
    {
        var text = Large + "{{retries}}";
        var template = Taken("retryStrategy: {limit: 1}\n  script: {image: x, source: '{{inputs.parameters.text}}'}", text);

        Assert.Equal(Large + "0", (string?)JsonNode.Parse(template)!["script"]!["source"]);
    }

    [Fact]
    public void RawArtifact_IsMentioned_InEveryRow_AndShownWhole()
    {
        var run = new VirtualRun(Yaml.Template(
            """
            steps:
                - [{name: make, template: make}]
                - [{name: own, template: own, arguments: {parameters: [{name: text, value: '{{steps.make.outputs.parameters.p}}'}]}},
                   {name: given, template: given, arguments: {artifacts: [{name: in, raw: {data: '{{steps.make.outputs.parameters.p}}'}}]}}]
            """,
            Make + """

            - {name: own, inputs: {parameters: [{name: text}], artifacts: [{name: in, path: /in, raw: {data: '{{inputs.parameters.text}}'}}]}, container: {image: x}}
            - {name: given, inputs: {artifacts: [{name: in, path: /in}]}, container: {image: x, args: ['{{=len(inputs.artifacts.in.raw.data)}}']}}
            """))
        { ReloadAlways = true }.On("*.make", Outcome.Gives("p", Large)).On("*.given", Outcome.Hangs).Run();

        Assert.All(Enumerable.Range(0, run.State.NodeCount), i => Assert.InRange(run.State.ToNodeRecord(i).Body.Length + run.State.ToNodeRecord(i).Request.Length, 1, 3000));
        var nodes = JsonNode.Parse(run.View().Json)!["status"]!["nodes"]!.AsObject().Select(node => node.Value!).ToArray();
        foreach (var name in (string[])["wf[1].own", "wf[1].given"])
            Assert.Equal(Large, (string?)nodes.Single(node => (string?)node["name"] == name)["inputs"]!["artifacts"]![0]!["raw"]!["data"]);
        var request = TaskRequestCodec.Read(run.State.RequestOf(Ordinal(run, "wf[1].given")));
        Assert.Equal(Large, TaskText.Whole((string)JsonNode.Parse(request.Template.Inputs.Artifacts[0].Json)!["raw"]!["data"]!, run.State.FindValue));
        Assert.Equal([Large.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)], request.Template.Container!.Args);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loop_HandsAValueOn_AndItsStoredTextMentionsIt(bool reload)
    {
        var run = new VirtualRun(Yaml.Template(
            """
            parallelism: 1
                dag:
                  tasks:
                  - {name: make, template: make}
                  - {name: loop, template: take, depends: make, withItems: [a, b, c], arguments: {parameters: [{name: text, value: '{{tasks.make.outputs.parameters.p}}{{item}}'}, {name: same, value: '{{tasks.make.outputs.parameters.p}}'}]}}
                  - {name: skip, template: take, depends: make, when: "'{{tasks.make.outputs.parameters.p}}' == ''", arguments: {parameters: [{name: text, value: ''}, {name: same, value: ''}]}}
            """,
            Make + "\n- {name: take, inputs: {parameters: [{name: text}, {name: same}]}, container: {image: x}}"))
        { ReloadAlways = reload }.On("*.make", Outcome.Gives("p", Plain));
        run.Observe = (_, _) => Assert.All(Enumerable.Range(0, run.State.NodeCount), i => Assert.InRange(run.State.ToNodeRecord(i).Body.Length, 1, 10_000));
        run.Run();

        var view = run.View();
        Assert.Equal("Succeeded", view.Phase);
        Assert.Equal([Plain + "a", Plain + "b", Plain + "c"], ((string[])["wf.loop(0:a)", "wf.loop(1:b)", "wf.loop(2:c)"]).Select(name => view[name].Input("text")));
        Assert.Equal(Plain, view["wf.loop(2:c)"].Input("same"));
        Assert.Equal("Skipped", view["wf.skip"].Phase);
    }

    [Fact]
    public void ListOfItems_MayBeALargeValue()
    {
        var list = $"[\"{new string('a', 70_000)}\",\"b\"]";
        var run = new VirtualRun(Yaml.Template(
            """
            steps:
                - [{name: make, template: make}]
                - [{name: loop, template: take, withParam: '{{steps.make.outputs.parameters.p}}', arguments: {parameters: [{name: text, value: '{{item}}'}]}}]
            """,
            Make + "\n- {name: take, inputs: {parameters: [{name: text}]}, container: {image: x}}"))
        { ReloadAlways = true }.On("*.make", Outcome.Gives("p", list)).Run();

        Assert.Equal([new string('a', 70_000), "b"], run.View().Nodes.Where(node => node.Name.Contains(".loop(", StringComparison.Ordinal)).Select(node => node.Input("text")));
    }

    [Fact]
    public void Text_ThatIsTooLargeWithWhatItMentions_IsAnErrorWithASentence()
    {
        var run = Taking("container: {image: x, args: ['{{inputs.parameters.text}}{{inputs.parameters.text}}']}", new string('x', 70_000));
        run.Decide(new WorkflowSubmitted { ValueLimit = 139_999 });

        Assert.Equal(("Error", "a text of the task has 140000 bytes; a value may have 139999 (FLEET_VALUE_LIMIT). Pass larger things as artifacts"), (run.Run().View()["wf.take"].Phase, run.View()["wf.take"].Message));
    }

    [Fact]
    public void Parts_OnlyOwnDigestsAreMentions()
    {
        var value = new StoredValue(new string('a', 64), Large);
        StoredValue? Find(string sha256) => sha256 == value.Sha256 ? value : null;
        var other = TaskText.Mention(new string('b', 64));
        var mention = TaskText.Mention(value.Sha256);

        Assert.Equal([new TextPart("", null)], TaskText.Parts("", Find));
        Assert.Equal([new TextPart(null, value)], TaskText.Parts(mention, Find));
        Assert.Equal([new TextPart(null, value), new TextPart(null, value)], TaskText.Parts(mention + mention, Find));
        Assert.Equal([new TextPart("\u001a" + other + "\u001a", null), new TextPart(null, value), new TextPart("\u001a", null)], TaskText.Parts("\u001a" + other + "\u001a" + mention + "\u001a", Find));
        Assert.Equal([new TextPart(mention[..^1], null)], TaskText.Parts(mention[..^1], Find));
        Assert.Same(Large, TaskText.Whole(mention, Find));
        Assert.Equal($"<{Large}{other}>", TaskText.Whole($"<{mention}{other}>", Find));
        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount($"<{Large}{other}>"), TaskText.Bytes($"<{mention}{other}>", Find));
    }

    private static readonly string Plain = new('x', 70_000);

    private static VirtualRun Taking(string body, string given) => new VirtualRun(Yaml.Template(
        """
        dag:
              tasks:
              - {name: make, template: make}
              - {name: take, template: take, depends: make, arguments: {parameters: [{name: text, value: '{{tasks.make.outputs.parameters.p}}'}]}}
        """,
        Make + "\n- name: take\n  inputs: {parameters: [{name: text}]}\n  " + body))
    { ReloadAlways = true }.On("*.make", Outcome.Gives("p", given)).On("*.take*", Outcome.Hangs);

    // The task's template as it stands in its request.
    private static string Taken(string body, string given)
    {
        var run = Taking(body, given).Run();
        var ordinal = Enumerable.Range(0, run.State.NodeCount).Last(i => run.State.ToNodeRecord(i).Request.Length > 0 && run.State.ToNodeRecord(i).Name.StartsWith("wf.take", StringComparison.Ordinal));
        return TaskRequestCodec.Read(run.State.RequestOf(ordinal)).Template.Json;
    }

    private static int Ordinal(VirtualRun run, string name) => Enumerable.Range(0, run.State.NodeCount).Single(i => run.State.ToNodeRecord(i).Name == name);

    private static Func<string, StoredValue?> Finder(string text)
    {
        var value = new StoredValue(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))), text);
        return sha256 => sha256 == value.Sha256 ? value : null;
    }

    private static void Fill(JsonNode node, Func<string, StoredValue?> find)
    {
        foreach (var leaf in Leaves(node).ToArray())
            leaf.ReplaceWith(TaskText.Whole(leaf.GetValue<string>(), find));
    }

    private static IEnumerable<string> Strings(JsonNode node) => Leaves(node).Select(leaf => leaf.GetValue<string>());

    private static IEnumerable<JsonValue> Leaves(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => Leaves(pair.Value)),
        JsonArray list => list.SelectMany(Leaves),
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String => [value],
        _ => [],
    };
}
