using System.Text.Json;
using Fleet.Workflows.Expressions;

namespace Fleet.Conformance.Tests.Expressions;

/// <summary>Gives each case to the part of Fleet that it is about and compares the answer.</summary>
internal static class ExpressionCaseRunner
{
    /// <summary>Null when Fleet agrees with Argo, else what it did instead. Only <see cref="ExpressionException"/> counts as an error.</summary>
    public static string? Disagreement(ExpressionCase test)
    {
        string actual;
        try
        {
            actual = Run(test);
        }
        catch (ExpressionException e)
        {
            return test.ExpectsError ? null : $"expected {test.Expect}, but failed: {e.Message}";
        }

        if (test.ExpectsError)
            return $"expected an error, but got {actual}";
        string expected = test.Expect.ValueKind == JsonValueKind.String ? test.Expect.GetString()! : Canonical(test.Expect);
        return actual == expected ? null : $"expected {expected}, but got {actual}";
    }

    private static string Run(ExpressionCase test) => test.Kind switch
    {
        "when" => Bool(WhenExpression.Evaluate(test.Input)),
        "depends" => Depends(test),
        "template" => Template(test.Input, Scope(test), test.Line.GetProperty("allow_unresolved").GetBoolean() ? TagOptions.Keep : TagOptions.Fail),
        "template-strict" => Template(test.Input, Scope(test), Strict(test)),
        "evalbool" => Bool(Expression.Parse(test.Input).EvaluateBool(new EvaluationContext { Variables = Scope(test).ToEnvironment() })),
        "valueFrom.expression" => Expression.Parse(test.Input).EvaluateText(new EvaluationContext { Variables = Scope(test).ToEnvironment() }),
        "sequence" => Sequence(test),
        "item" => Item(test),
        _ => throw new InvalidOperationException($"{test.Id}: unknown kind {test.Kind}"),
    };

    private static string Bool(bool value) => value ? "true" : "false";

    private static string Canonical(JsonElement value) => JsonSerializer.Serialize(value);

    private static TagScope Scope(ExpressionCase test)
    {
        TagScope scope = new();
        foreach (JsonProperty name in test.Line.GetProperty("scope").EnumerateObject())
            scope[name.Name] = name.Value.ValueKind == JsonValueKind.Null ? null : name.Value.GetString();
        return scope;
    }

    private static TagOptions Strict(ExpressionCase test) => new()
    {
        Unresolved = UnresolvedTags.FailForPrefixes,
        StrictPrefixes = [.. test.Line.GetProperty("strict_prefixes").EnumerateArray().Select(prefix => prefix.GetString()!)],
    };

    // Both forms must agree: the text as it is, and as a string of a JSON document.
    private static string Template(string input, ITagScope scope, TagOptions options)
    {
        string plain = TagTemplate.Parse(input).Render(scope, options);
        string json = TagTemplate.ParseJson(JsonSerializer.Serialize(input)).Render(scope, options);
        Assert.Equal(plain, JsonSerializer.Deserialize<string>(json));
        return plain;
    }

    private static string Depends(ExpressionCase test)
    {
        Dictionary<string, HashSet<string>> results = test.Line.GetProperty("deps").EnumerateObject().ToDictionary(
            task => task.Name,
            task => task.Value.EnumerateObject().Where(result => result.Value.GetBoolean()).Select(result => result.Name).ToHashSet());
        DependsExpression depends;
        if (test.Line.TryGetProperty("dependencies", out JsonElement dependencies))
        {
            JsonElement continueOn = test.Line.GetProperty("continueOn");
            depends = DependsExpression.FromDependencies(dependencies.EnumerateArray().Select(name => name.GetString()!), task =>
            {
                string[] on = continueOn.TryGetProperty(task, out JsonElement list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];
                return new TaskContinueOn(on.Contains("error"), on.Contains("failed"));
            });
        }
        else
        {
            depends = DependsExpression.Parse(test.Input);
        }

        bool execute = depends.Evaluate((task, result) => results[task].Contains(result.ToString()));
        return JsonSerializer.Serialize(new { execute, logic = depends.Logic }, Plain);
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default };

    private static string Sequence(ExpressionCase test)
    {
        JsonElement sequence = test.Line.GetProperty("seq");
        return JsonSerializer.Serialize(LoopSequence.Expand(Text("start"), Text("end"), Text("count"), Text("format")));

        string? Text(string name) => sequence.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
    }

    private static string Item(ExpressionCase test)
    {
        LoopItem item = LoopItem.FromJson(test.Line.GetProperty("item"));
        string nodeName = item.NodeName(test.Line.GetProperty("name").GetString()!, test.Line.GetProperty("index").GetInt32());
        if (test.ExpectsError)
        {
            Assert.Equal(test.Expect.GetProperty("nodeName").GetString(), nodeName);
            Assert.Equal(test.Expect.GetProperty("type").GetString(), item.Kind.ToString());
        }

        string value = Template(test.Input, item.CreateScope(Scope(test)), TagOptions.Fail);
        return JsonSerializer.Serialize(new { nodeName, type = item.Kind.ToString(), value }, Plain);
    }
}
