using Fleet.Workflows.Expressions;
using static Fleet.Workflows.Tests.Expressions.Evaluations;

namespace Fleet.Workflows.Tests.Expressions;

/// <summary>Input that is made to exhaust stack, memory or time ends with a sentence.</summary>
public sealed class ExpressionLimitTests
{
    public static TheoryData<string> TooMuch =>
    [
        new string('(', 100_000) + "1" + new string(')', 100_000),
        new string('-', 100_000) + "1",
        new string('!', 100_000) + "true",
        new string('[', 100_000),
        string.Concat(Enumerable.Repeat("{a:", 50_000)),
        string.Concat(Enumerable.Repeat("1+", 100_000)) + "1",
        string.Concat(Enumerable.Repeat("2**", 10_000)) + "1",
        string.Concat(Enumerable.Repeat("true?", 10_000)),
        string.Concat(Enumerable.Repeat("if true {", 10_000)),
        string.Concat(Enumerable.Repeat("let a=1;", 10_000)) + "1",
        "[1]" + string.Concat(Enumerable.Repeat("[0]", 100_000)),
        "{a: 1}" + string.Concat(Enumerable.Repeat(".a", 100_000)),
        "{a: 1}" + string.Concat(Enumerable.Repeat("?.a", 100_000)),
        string.Concat(Enumerable.Repeat("map([1],", 10_000)),
        new string('a', 1_000_000),
        "1..100000000",
        "-9223372036854775807..9223372036854775807",
        "map(1..1000, map(1..1000, map(1..1000, #)))",
        "count(1..900000, any(1..900000, # < 0))",
        "sum(map(1..900000, sum([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])))",
        "reduce(1..100, #acc + #acc, 'ab')",
        "reduce(1..100, concat(#acc, #acc), [1])",
        "repeat('0123456789', 10000000)",
        "repeat(repeat('0123456789', 100000), 100000)",
        "replace(repeat('a', 100000), 'a', repeat('b', 100000))",
        "join(map(1..10000, repeat('x', 10000)), '')",
        "sprig.until(100000000)",
        "sprig.untilStep(0, 9223372036854775807, 1)",
        "sprig.randAlpha(1000000000)",
        "sprig.regexReplaceAll('a', repeat('a', 100000), repeat('b', 100000))",
        "'a' matches '(a{1000}){1000}'",
        "'a' matches '" + string.Concat(Enumerable.Repeat("(?:a.{0,1000}b|c)", 90)) + "'",
        "repeat('a', 200000) matches '(?:a|b)*a(?:a|b){1000}'",
        "sprig.regexReplaceAll('" + string.Concat(Enumerable.Repeat("(.*)x", 1000)) + "', repeat('x', 5000), '$1')",
        "sprig.regexReplaceAll('(.+)', repeat('a', 20000), repeat('$1', 2000))",
        "sprig.regexReplaceAll('(.+)', repeat('a', 2000000), '$1')",
        "'x' matches '" + string.Concat(Enumerable.Range(0x4e00, 6000).Select(code => (char)code)) + "'",
        "fromJSON(repeat('[', 1000000))",
        "uniq(1..100000)",
        "sprig.indent(9223372036854775807, 'a')",
        "flatten(map(1..10000, 1..1000))",
        "let j = reduce(1..1000, {a: #acc}, 1); toJSON(j)",
    ];

    [Theory]
    [MemberData(nameof(TooMuch))]
    public void Evaluate_TooMuch_EndsWithASentence(string source)
    {
        ExpressionException error = Failure(source);

        Assert.InRange(error.Message.Length, 1, 10_000_000);
    }

    [Fact]
    public void Expression_AsLargeAsArgoTakesIt_IsEvaluated() => Assert.Equal("2500", Json("sum([" + string.Join(',', Enumerable.Repeat("1", 2500)) + "])"));

    [Theory]
    [InlineData("200")]
    [InlineData("150")]
    public void Evaluate_LongButOrdinary_Works(string count) =>
        Assert.Equal(long.Parse(count, null), Evaluate(string.Join("+", Enumerable.Repeat("1", int.Parse(count, null)))));

    [Fact]
    public void Evaluate_SmallStack_EndsWithASentenceOrAValue()
    {
        string[] sources =
        [
            string.Join("+", Enumerable.Repeat("1", 950)),
            "a" + string.Concat(Enumerable.Repeat("?.a", 900)),
            "a" + string.Concat(Enumerable.Repeat("['a']", 900)),
            string.Concat(Enumerable.Repeat("[", 190)) + string.Concat(Enumerable.Repeat("]", 190)),
            string.Concat(Enumerable.Repeat("(1+", 190)) + "1" + new string(')', 190),
            string.Concat(Enumerable.Repeat("map([1],", 90)) + "#" + new string(')', 90),
        ];
        List<string> outcomes = [];
        Thread thread = new(() => outcomes.AddRange(sources.Select(Outcome)), 256 * 1024);
        thread.Start();
        thread.Join();

        Assert.Equal(sources.Length, outcomes.Count);
        Assert.Equal(outcomes.Count, sources.Select(Outcome).Count());

        static string Outcome(string source)
        {
            try
            {
                Expression expression = Expression.Parse(source);
                Assert.NotNull(expression.References);
                return Expression.ToJson(expression.Evaluate(new EvaluationContext { Variables = new Dictionary<string, object?> { ["a"] = null } }));
            }
            catch (ExpressionException e)
            {
                return e.Message;
            }
        }
    }

    [Fact]
    public void Matches_CatastrophicPattern_IsLinear() =>
        Assert.Equal(false, Evaluate("repeat('a', 50000) + '!' matches '^(a+)+$'"));

    [Theory]
    [InlineData("(", 100_000)]
    [InlineData("!(", 100_000)]
    [InlineData("a == b && ", 100_000)]
    [InlineData("-", 100_000)]
    [InlineData("a ? ", 100_000)]
    public void When_TooMuch_EndsWithASentence(string part, int times) =>
        Assert.Throws<ExpressionException>(() => WhenExpression.Evaluate(string.Concat(Enumerable.Repeat(part, times)) + "1"));

    [Theory]
    [InlineData("(", 100_000)]
    [InlineData("!", 100_000)]
    [InlineData("A == ", 100_000)]
    public void Depends_TooMuch_EndsWithASentence(string part, int times) =>
        Assert.Throws<ExpressionException>(() => DependsExpression.Parse(string.Concat(Enumerable.Repeat(part, times)) + "A"));

    [Theory]
    [InlineData("$", ".a", 2_000)]
    [InlineData("$", "[?(@.a)]", 2_000)]
    [InlineData("$[?(", "(", 2_000)]
    public void JsonPath_TooMuch_EndsWithASentence(string start, string part, int times) =>
        Failure($"jsonpath('{{\"a\": [[1, 2], [3, [4]]]}}', `{start}{string.Concat(Enumerable.Repeat(part, times))}`)");

    [Theory]
    [InlineData("1", "+1", "")]
    [InlineData("1", "==1", "")]
    [InlineData("", "!", "1")]
    [InlineData("", "(", "1")]
    [InlineData("", "@[?(", "1")]
    [InlineData("@", "@a", "")]
    [InlineData("@", "..*", "")]
    [InlineData("", "((a||b.c", "))")]
    public void JsonPath_LargeScript_EndsSoon(string start, string part, string end)
    {
        string path = $"$..[?({start}{string.Concat(Enumerable.Repeat(part, 9_000 / part.Length))}{end})]";
        Exception? error = Record.Exception(() => Json("jsonpath(j, p)", ("j", """{"a":[[1,2],[3,[4]]],"b":{"a":1}}"""), ("p", path)));

        Assert.True(error is null or ExpressionException, error?.ToString());
    }

    [Fact]
    public void JsonPath_ManyMatches_EndsWithASentence()
    {
        string json = new string('[', 60) + "1" + new string(']', 60);

        Assert.Equal(ExpressionErrorKind.Limit, Failure("jsonpath(j, '$..*..*..*..*..*..*')", ("j", json)).Kind);
    }

    [Fact]
    public void Tags_ManyTags_RenderAll()
    {
        string text = string.Concat(Enumerable.Repeat("{{a}}{{=a}}", 20_000));

        Assert.Equal(new string('x', 40_000), TagTemplate.Render(text, Scope(("a", "x")), TagOptions.Fail));
    }

    [Fact]
    public void Tags_GrowingText_IsBounded() =>
        Assert.Equal(
            ExpressionErrorKind.Limit,
            Assert.Throws<ExpressionException>(() => TagTemplate.Render(
                string.Concat(Enumerable.Repeat("{{a}}", 1000)),
                Scope(("a", new string('x', 100_000))),
                TagOptions.Fail)).Kind);
}
