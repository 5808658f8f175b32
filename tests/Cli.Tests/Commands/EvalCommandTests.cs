using System.Text.Json;

namespace Fleet.Cli.Tests.Commands;

public sealed class EvalCommandTests : IDisposable
{
    private const string Scope = """
        inputs.parameters.count: 2
        inputs:
          parameters: {env: prod, skipped: null, list: [1, b]}
        response: {statusCode: 200}
        data: [a.md, b.txt]
        item: {a: 1, b: x}
        """;

    private readonly CliRun cli = new();

    [Theory]
    [InlineData("asInt(inputs.parameters.count) + 1", "int", "3")]
    [InlineData("{{inputs.parameters.count}}{{=asInt(inputs.parameters.count) * 2}}", "string", "24")]
    [InlineData("inputs.parameters.count", "string", "2")]
    [InlineData("inputs.parameters.skipped ?? 'none'", "string", "none")]
    [InlineData("inputs.parameters.list", "string", "[1,\"b\"]")]
    [InlineData("{a: [1, 2.5]}", "map", "{\"a\":[1,2.5]}")]
    [InlineData("{{inputs.parameters.env}} == prod", "bool", "true", "--kind", "when")]
    [InlineData("inputs.parameters.env == 'test'", "bool", "false", "--kind", "evalbool")]
    [InlineData("inputs.parameters", "string", "map[count:2 env:prod list:[1,\"b\"] skipped:<nil>]", "--kind", "valueFrom.expression")]
    [InlineData("{{unknown.name}}", "string", "{{unknown.name}}", "--unknown", "keep")]
    [InlineData("{{unknown.name}}", "string", "{{unknown.name}}", "--unknown", "strict")]
    [InlineData("response.statusCode == 200", "bool", "true")]
    [InlineData("filter(data, {# endsWith '.md'})", "array", "[\"a.md\"]")]
    [InlineData("{{data}} {{response.statusCode}}", "string", "[\"a.md\",\"b.txt\"] 200")]
    [InlineData("{{item}} {{item.a}} {{=item.b}}", "string", "{\"a\":1,\"b\":\"x\"} 1 x")]
    public async Task Text_WithScope_ShowsTypeAndValue(string text, string type, string value, params string[] options)
    {
        Assert.Equal(0, await cli.RunAsync(null, ["eval", text, "--scope", await ScopeAsync(Scope), .. options]));

        Assert.Equal($"type:  {type}\nvalue: {value}\n", cli.Out);
        Assert.Empty(cli.Error);
    }

    [Theory]
    [InlineData("build.Succeeded && !test.Failed", "{\"execute\":true,\"logic\":\"build.Succeeded && !test.Failed\"}")]
    [InlineData("test", "{\"execute\":false,\"logic\":\"(test.Succeeded || test.Skipped || test.Daemoned)\"}")]
    public async Task Depends_ResultsInScope_Decide(string text, string value)
    {
        var scope = await ScopeAsync("{build: Succeeded, test: {AllFailed: true, Failed: false}}");

        Assert.Equal(0, await cli.RunAsync(null, "eval", text, "--kind", "depends", "--scope", scope));

        Assert.Equal($"type:  map\nvalue: {value}\n", cli.Out);
    }

    [Fact]
    public async Task Error_SaysWhere()
    {
        Assert.Equal(1, await cli.RunAsync(null, "eval", "1 + 'a'"));

        Assert.Empty(cli.Out);
        Assert.Equal("fleet: invalid operation: + (mismatched types int and string) (1:3)\n | 1 + 'a'\n | ..^\n", cli.Error);
    }

    [Fact]
    public async Task Error_AsJson_HasLineAndColumn()
    {
        Assert.Equal(1, await cli.RunAsync(null, "eval", "1 +\n'a'", "-o", "json"));

        var error = JsonSerializer.Deserialize<JsonElement>(cli.Out);
        Assert.Equal((1, 3, "Type"), (error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32(), error.GetProperty("kind").GetString()));
    }

    [Theory]
    [InlineData("{{steps.a.outputs.result}}", "--unknown", "strict")]
    [InlineData("{{unknown.name}}")]
    [InlineData("a.Succeeded", "--kind", "depends")]
    public async Task Name_ThatIsUnknown_IsAnError(params string[] arguments)
    {
        Assert.Equal(1, await cli.RunAsync(null, ["eval", .. arguments]));

        Assert.NotEmpty(cli.Error);
    }

    [Theory]
    [InlineData("a: b: c")]
    [InlineData("a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    [InlineData("just text")]
    [InlineData("? [a]\n: 1")]
    public async Task Scope_ThatIsNone_IsRefusedWithItsLine(string text)
    {
        var scope = await ScopeAsync(text);

        Assert.Equal(2, await cli.RunAsync(null, "eval", "1", "--scope", scope));

        Assert.StartsWith($"fleet: --scope {scope}:1: ", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--scope has no meaning with --jsonl", "--jsonl", "--scope", "x")]
    [InlineData("name a text", "-o", "json")]
    public async Task Usage_ThatIsWrong_IsRefused(string part, params string[] arguments)
    {
        Assert.Equal(2, await cli.RunAsync(null, ["eval", .. arguments]));

        Assert.Contains(part, cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_EachGetsItsAnswer_AndAWrongOneIsTold()
    {
        const string lines = """
            {"id": "a", "kind": "when", "input": "1 < 2", "scope": {}}
            {"id": "b", "kind": "expression", "input": "1 +", "scope": {}}
            {"id": "c", "kind": "sequence", "scope": {}, "seq": {"count": "2"}}
            {"id": "d", "kind": "nonsense", "input": ""}
            {"id": "e", "kind": "depends", "input": "A", "deps": {"A": {"Done": true}}}

            no json
            {"id": "h", "kind": "when", "input": "\ud800"}
            {"id": "i", "kind": "depends", "input": "A", "deps": {"A": {}, "A": {}}}
            {"id": "j", "kind": "depends", "dependencies": ["A"], "deps": {"A": {"Succeeded": true}}}
            {"id": "k", "kind": "template", "input": "{{item}} {{item.a}}", "scope": {"item": {"a": 1}}}
            {"id": "f", "kind": "item", "input": "{{item}}", "item": 3, "name": "step", "index": 1}
            """;

        Assert.Equal(2, await cli.RunAsync(lines, "eval", "--jsonl"));

        var answers = cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(11, answers.Length);
        Assert.Equal("""{"id":"a","value":true}""", answers[0]);
        Assert.StartsWith("""{"id":"b","error":"unexpected token EOF (1:3)""", answers[1], StringComparison.Ordinal);
        Assert.Equal("""{"id":"c","value":["0","1"]}""", answers[2]);
        Assert.Contains("line 4: there is no kind 'nonsense'", answers[3], StringComparison.Ordinal);
        Assert.Contains("line 5: task 'A': 'Done' is no result", answers[4], StringComparison.Ordinal);
        Assert.StartsWith("""{"id":null,"error":"line 7: """, answers[5], StringComparison.Ordinal);
        Assert.Equal("""{"id":"f","value":{"nodeName":"step(1:3)","type":"Number","value":"3"}}""", answers[10]);
        Assert.Contains("\"execute\":true", answers[8], StringComparison.Ordinal);
        Assert.Equal("""{"id":"k","value":"{\"a\":1} 1"}""", answers[9]);
        Assert.DoesNotContain("LineNumber", cli.Out, StringComparison.Ordinal);
        Assert.StartsWith("""{"id":"h","error":"line 8: """, answers[6], StringComparison.Ordinal);
        Assert.StartsWith("""{"id":null,"error":"line 9: """, answers[7], StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    private Task<string> ScopeAsync(string text) => cli.WriteAsync("scope.yaml", text);
}
