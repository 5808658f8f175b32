using System.Text;
using System.Text.Json;
using Fleet.Cli;
using Fleet.Cli.Output;
using Fleet.Workflows.Expressions;

namespace Fleet.Conformance.Tests.Expressions;

/// <summary>Gives the cases to <c>fleet eval --jsonl</c> and compares its answers.</summary>
internal static class ExpressionCaseRunner
{
    /// <summary>The answer of each case by its id: <c>{"id", "value"}</c> or <c>{"id", "error"}</c>, one each, in their order.</summary>
    public static async Task<IReadOnlyList<JsonElement>> AnswersAsync(IEnumerable<ExpressionCase> cases)
    {
        using StringWriter output = new();
        CliEnvironment environment = new()
        {
            Out = output,
            Error = TextWriter.Null,
            In = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', cases.Select(test => test.Line.GetRawText())))),
            IsTerminal = false,
            Variable = _ => null,
        };
        Assert.Equal(0, await FleetCli.RunAsync(["eval", "--jsonl"], environment));
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>Null when Fleet agrees with Argo, else what it did instead.</summary>
    public static string? Disagreement(ExpressionCase test, JsonElement answer)
    {
        Assert.Equal(test.Id, answer.GetProperty("id").GetString());
        if (Beside(test) is { } difference)
            return difference;
        if (answer.TryGetProperty("error", out JsonElement error))
            return test.ExpectsError ? null : $"expected {test.Expect}, but failed: {error}";
        JsonElement value = answer.GetProperty("value");
        return test.ExpectsError ? $"expected an error, but got {value}"
            : JsonElement.DeepEquals(test.Expect, value) ? null
            : $"expected {test.Expect}, but got {value}";
    }

    // What the answers do not tell: a template as a string of a JSON document gives the same, and an item whose text fails has its node's name all the same.
    private static string? Beside(ExpressionCase test)
    {
        if (test is { Kind: "template", ExpectsError: false })
        {
            TagScope scope = new(test.Line.GetProperty("scope").EnumerateObject().Select(name => KeyValuePair.Create(name.Name, (object?)name.Value.GetString())));
            string json = TagTemplate.ParseJson(JsonSerializer.Serialize(test.Input)).Render(scope, test.Line.GetProperty("allow_unresolved").GetBoolean() ? TagOptions.Keep : TagOptions.Fail);
            string? text = JsonSerializer.Deserialize<string>(json);
            return text == test.Expect.GetString() ? null : $"in JSON: {text}";
        }

        if (test is { Kind: "item", ExpectsError: true })
        {
            LoopItem item = LoopItem.FromJson(test.Line.GetProperty("item"));
            string named = $"{item.NodeName(test.Line.GetProperty("name").GetString()!, test.Line.GetProperty("index").GetInt32())} {item.Kind}";
            return named == $"{test.Expect.GetProperty("nodeName")} {test.Expect.GetProperty("type")}" ? null : named;
        }

        return null;
    }
}
