using Fleet.Workflows.Expressions;
using static Fleet.Workflows.Tests.Expressions.Evaluations;

namespace Fleet.Workflows.Tests.Expressions;

public sealed class TagTemplateTests
{
    private static readonly TagScope Names = Scope(
        ("inputs.parameters.message", "hi \"you\"\n"),
        ("inputs.parameters.count", "3"),
        ("steps.gone.outputs.result", null),
        ("steps.a-b.outputs.result", "7"),
        ("which", "count"));

    [Theory]
    [InlineData("", "")]
    [InlineData("no tags }} here", "no tags }} here")]
    [InlineData("{{inputs.parameters.count}}", "3")]
    [InlineData("<{{ inputs.parameters.count }}|{{inputs.parameters.count}}>", "<3|3>")]
    [InlineData("{{unknown}}", "{{unknown}}")]
    [InlineData("{{=asInt(inputs.parameters.count) + 1}}", "4")]
    [InlineData("{{=steps['a-b'].outputs.result}}", "7")]
    [InlineData("{{=[1, 'a']}}", "[1,\"a\"]")]
    [InlineData("<{{=date('2024-01-01')}}>", "<2024-01-01T00:00:00Z>")]
    [InlineData("{{=sprig.semver('1.2.3-rc.1')}}", "1.2.3-rc.1")]
    [InlineData("{{=[date('2024-01-01')]}}", "[\"2024-01-01T00:00:00Z\"]")]
    [InlineData("{{=unknown}}", "{{=unknown}}")]
    [InlineData("{{=sprig.int(retries)}}", "{{=sprig.int(retries)}}")]
    [InlineData("{{=nil}}", "{{=nil}}")]
    [InlineData("{{inputs.parameters.{{which}}}}", "{{inputs.parameters.count}}")]
    public void Render_Keep_ReplacesWhatIsKnown(string text, string expected) =>
        Assert.Equal(expected, TagTemplate.Render(text, Names, TagOptions.Keep));

    [Fact]
    public void Render_NestedTag_ResolvesOverTwoPasses()
    {
        string once = TagTemplate.Render("{{inputs.parameters.{{which}}}}", Names, TagOptions.Keep);

        Assert.Equal("3", TagTemplate.Render(once, Names, TagOptions.Fail));
    }

    [Fact]
    public void RenderJson_ValueWithQuotes_StaysJson()
    {
        TagTemplate template = TagTemplate.ParseJson("""{"args":["{{inputs.parameters.message}}","{{=inputs.parameters.message + \"!\"}}"]}""");

        Assert.Equal("""{"args":["hi \"you\"\n","hi \"you\"\n!"]}""", template.Render(Names, TagOptions.Fail));
    }

    [Fact]
    public void Render_ValueWithTag_IsNotLookedAtAgain() =>
        Assert.Equal("{{b}}", TagTemplate.Render("{{a}}", Scope(("a", "{{b}}"), ("b", "no")), TagOptions.Fail));

    [Theory]
    [InlineData("{{x", ExpressionErrorKind.Syntax)]
    [InlineData("{{=1 +}}", ExpressionErrorKind.Syntax)]
    [InlineData("{{steps.gone.outputs.result}}", ExpressionErrorKind.AbsentValue)]
    public void Render_Keep_StillRefuses(string text, ExpressionErrorKind kind) =>
        Assert.Equal(kind, Assert.Throws<ExpressionException>(() => TagTemplate.Render(text, Names, TagOptions.Keep)).Kind);

    [Fact]
    public void Render_FailWithLet_KnowsItsVariable() =>
        Assert.Equal("9", TagTemplate.Render("{{=let n = asInt(inputs.parameters.count); n * n}}", Names, TagOptions.Fail));

    [Theory]
    [InlineData("{{unknown}}", "failed to resolve {{unknown}}")]
    [InlineData("{{=unknown.x}}", "failed to evaluate expression: unknown is missing")]
    [InlineData("{{=inputs.parameters.my-param}}", "failed to evaluate expression: inputs.parameters.my is missing")]
    [InlineData("{{=nil}}", "failed to evaluate expression \"nil\"")]
    public void Render_Fail_SaysWhichTag(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ExpressionException>(() => TagTemplate.Render(text, Names, TagOptions.Fail)).Message);

    [Theory]
    [InlineData("{{steps.late.outputs.result}}", null)]
    [InlineData("{{=steps.late.outputs.result}}", null)]
    [InlineData("{{steps.late.outputs.artifacts.a}}", "{{steps.late.outputs.artifacts.a}}")]
    [InlineData("{{stepsX.late}}", "{{stepsX.late}}")]
    [InlineData("{{item}}", "{{item}}")]
    [InlineData("{{=steps.gone.outputs.result ?? 'none'}}", "none")]
    public void Render_StrictStepsAndTasks_RefusesOnlyThose(string text, string? expected)
    {
        string Render() => TagTemplate.Render(text, Names, TagOptions.StrictStepsAndTasks);

        if (expected is null)
            Assert.Equal(ExpressionErrorKind.MissingReference, Assert.Throws<ExpressionException>(Render).Kind);
        else
            Assert.Equal(expected, Render());
    }

    [Fact]
    public void References_BothKindsOfTags_AreListedOnce()
    {
        TagTemplate template = TagTemplate.Parse("{{steps.a.outputs.result}} {{ item }} {{=steps['b-c'].outputs.result + sprig.trim(item)}} {{item}}");

        Assert.Equal(["steps.a.outputs.result", "item"], template.SimpleReferences);
        Assert.Contains("steps.b-c.outputs.result", template.References);
        Assert.Single(template.References, "item");
    }

    [Theory]
    [InlineData("{{ a.b }}", "a.b")]
    [InlineData("{{a}} ", null)]
    [InlineData("{{=a}}", null)]
    [InlineData("{{a{{b}}}}", null)]
    [InlineData("", null)]
    public void PureReference_OneSimpleTag_IsItsName(string text, string? name) => Assert.Equal(name, TagTemplate.Parse(text).PureReference);

    [Fact]
    public void Scope_ManyChildrenOfALargeParent_ShareItsTree()
    {
        TagScope parent = new(Enumerable.Range(0, 20_000).Select(i => KeyValuePair.Create<string, object?>($"tasks.t{i}.outputs.result", $"{i}")));

        for (int i = 0; i < 5_000; i++)
        {
            TagScope child = parent.CreateChild();
            child["item"] = "1";
            Assert.Equal("7-1", TagTemplate.Render("{{=tasks.t7.outputs.result + '-' + item}}", child, TagOptions.Fail));
            Assert.Same(((IReadOnlyDictionary<string, object?>)parent.ToEnvironment())["tasks"], child.ToEnvironment()["tasks"]);
        }
    }

    [Fact]
    public void SyntaxErrors_BadExpressionTag_IsListed()
    {
        TagTemplate template = TagTemplate.Parse("{{=1 +}} {{=2}}");

        Assert.Single(template.SyntaxErrors);
    }

    [Fact]
    public void Scope_Child_ShowsParentAndHidesIt()
    {
        TagScope parent = Scope(("a.x", "1"), ("a.y", "2"));
        TagScope child = parent.CreateChild();
        child["a.x"] = "3";

        Assert.Equal("{\"x\":\"3\",\"y\":\"2\"}", TagTemplate.Render("{{=a}}", child, TagOptions.Fail));
        parent["a.z"] = "4";
        Assert.Equal("{\"x\":\"3\",\"y\":\"2\",\"z\":\"4\"}", TagTemplate.Render("{{=a}}", child, TagOptions.Fail));
        Assert.True(child.Remove("a.x"));
        Assert.Equal("1", TagTemplate.Render("{{a.x}}", child, TagOptions.Fail));
    }

    [Theory]
    [InlineData(new[] { "a", "a.b" }, "b")]
    [InlineData(new[] { "a.b", "a" }, "b")]
    public void Scope_NameThatBeginsAnother_IsLeftOutOfExpressions(string[] names, string key)
    {
        TagScope scope = Scope([.. names.Select(name => (name, (object?)name))]);

        Assert.Equal([key], ((IReadOnlyDictionary<string, object?>)scope.ToEnvironment()["a"]!).Keys);
        Assert.Equal("a", TagTemplate.Render("{{a}}", scope, TagOptions.Fail));
    }
}
