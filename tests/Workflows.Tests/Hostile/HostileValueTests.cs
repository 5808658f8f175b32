using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Tests.Expressions;

namespace Fleet.Workflows.Tests.Hostile;

/// <summary>Values of the small languages that are made to exhaust stack, memory or time: each gives a value, or an error of the language with a sentence.</summary>
public sealed class HostileValueTests
{
    private static readonly string[] Texts =
    [
        "", " ", "\0", "\ud800", "\udc00\ud800", "-", "+", ".", "-.", "e", "1e", "1e999999999", "-1e-999999999", "0x", "99999999999999999999999999999999", new string('9', 1_000_000), new string('0', 1_000_000),
        "1" + new string('0', 300) + "h", string.Concat(Enumerable.Repeat("1h", 200_000)), "9223372036854775807ns", "9223372036854775808h", "1.0000000000000000000000000000000000001s", "١h", "1µs", "1Zi",
        "100000000000000000000Ei", "1e18Ei", "1e-18n", new string('-', 100_000), "NaN", "Infinity", "1_000", "１", string.Concat(Enumerable.Repeat("-1", 100_000)),
    ];

    private static readonly string[] Formats =
    [
        "%", "%%", "%!", "%d%d", "%s", "%v", "%x", "%1000000000d", "%.1000000000d", "%*d", "%0*d", "%[2]d", "%[1000000000]d", "%[", "%-+# 0d", "%c", "%U", "%q", "%e", "%t", "%p", "%T", "\\u0000", "\\ud800", "\"", "\\",
        new string('%', 100_000), string.Concat(Enumerable.Repeat("%d", 100_000)), "%99999999999999999999d", "%\0d", "\ud800%d",
    ];

    private static readonly string[] Paths =
    [
        "", "$", "$.", "$..", "$...", "$[", "$[]", "$[*]", "$[?(", "$[?(@.a==1)]", "$[?(@", "$['", "$['a", "$[0:1000000000:1]", "$[::0]", "$[::-1]", "$[-9223372036854775808]", "$[99999999999999999999]", "$..*..*..*..*..*..*..*..*",
        "$" + string.Concat(Enumerable.Repeat("..a", 20_000)), "$" + string.Concat(Enumerable.Repeat("[?(@", 20_000)), "$[" + string.Concat(Enumerable.Repeat("0,", 100_000)) + "0]", "\0", "$.\ud800", "$['\\ud800']",
        "$[?(@.a =~ /(a+)+$/)]", new string('$', 100_000), new string('[', 100_000),
    ];

    private static readonly string[] Conditions =
    [
        string.Concat(Enumerable.Repeat("2 ** ", 900)) + "2 > 1", "1 << 100000 == 1", "1 >> -1 == 1", "1 / 0 == 1", "1 % 0 == 1", "'a' =~ '(a+)+$'", $"'{new string('a', 50_000)}!' =~ '^(a+)+$'", "a in (" + string.Concat(Enumerable.Repeat("b,", 900)) + "c)",
        "'" + new string('x', 1_000_000) + "' == 'x'", "\0 == \0", "\ud800 == \ud800", "1e999999999 == 1", "'2026-13-99' == '2026-01-01'", "'a' =~ '('", "'a' =~ '(a{1000}){1000}'", new string('!', 1999) + "true",
    ];

    private static readonly string[] Expressions =
    [
        "sprig.repeat(1000000000, 'ab')", "sprig.repeat(1000000, sprig.repeat(1000000, 'a'))", "repeat('ab', 9223372036854775807)", "sprig.randAlphaNum(1000000000)", "sprig.nindent(1000000000, 'a')", "sprig.wrap(1, sprig.repeat(100000, 'a'))",
        "sprig.untilStep(0, 1000000000, 1)", "sprig.seq(1, 1, 1000000000)", "2 ** 2 ** 2 ** 2 ** 2 ** 2", "10 ** 1000000", "9223372036854775807 + 1", "-9223372036854775808 / -1", "-9223372036854775808 % -1", "1 % 0", "sprig.div(1, 0)", "sprig.mod(1, 0)",
        "sprig.regexMatch('(a+)+$', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')", "sprig.regexReplaceAll('(a*)*', sprig.repeat(20000, 'a'), 'b')", "sprig.regexSplit('', sprig.repeat(100000, 'a'), -1)", "sprig.replace('', 'aaaaaaaaaa', sprig.repeat(100000, 'a'))",
        "sprig.splitn('', 1000000000, 'abc')", "split(sprig.repeat(1000000, 'a'), '')", "sprig.trunc(-9223372036854775808, 'a')", "sprig.substr(-1, 1000000000, 'a')", "sprig.abbrev(-5, 'aaaaaaaaaa')", "sprig.date(sprig.repeat(100000, '2006'), now())",
        "sprig.fromJson(sprig.repeat(100000, '['))", "sprig.toPrettyJson(map(1..1000, 1..100))", "sprig.b64dec(sprig.repeat(100000, '='))", "sprig.semver(sprig.repeat(100000, '1.'))", "sprig.semverCompare(sprig.repeat(10000, '>1 || '), '1')", "asInt('9' * 3)", "asFloat('1e999')",
        "'\0' + '\\u0000'", "'\\ud800' + '\\udc00'", "len('\ud800')", "string(1e308 * 10)", "toJSON(0.0 / 0)", "int(1e300)", "date('9999-12-31') + duration('9000000h')", "duration('1h') * 9223372036854775807", "sprig.duration('99999999999999999999')", "sprig.ago(now())",
        "sprig.dateModify('-9000000h', now())", "sprig.chunk(0, 1..10)", "sprig.chunk(-1, 1..10)", "sprig.slice(1..10, -1, 1000)", "flatten(flatten([[[[[1]]]]]))", "sortBy(1..1000, -#)", "groupBy(1..1000, # % 7)", "sprig.plural('a', 'b', -9223372036854775808)",
    ];

    public static TheoryData<int> TextIndexes => [.. Enumerable.Range(0, Texts.Length)];

    public static TheoryData<int> FormatIndexes => [.. Enumerable.Range(0, Formats.Length)];

    public static TheoryData<int> PathIndexes => [.. Enumerable.Range(0, Paths.Length)];

    public static TheoryData<int> ConditionIndexes => [.. Enumerable.Range(0, Conditions.Length)];

    public static TheoryData<int> ExpressionIndexes => [.. Enumerable.Range(0, Expressions.Length)];

    [Theory]
    [MemberData(nameof(TextIndexes))]
    public void NumbersDurationsAndQuantities_GiveAValueOrASentence(int index)
    {
        var text = Texts[index];
        Ends(() => GoDuration.ParseSecondsOrDuration(text));
        Ends(() => Quantity.TryParse(text, out _));
        Ends(() => LoopSequence.Expand(text, "1", null, null).Count);
        Ends(() => LoopSequence.Expand("0", text, null, null).Count);
        Ends(() => LoopSequence.Expand(null, null, text, null).Count);
        Ends(() => LoopItem.ParseParam(text).Count);
        Ends(() => LoopItem.ParseParam($"[{text}]").Count);
        Ends(() => DependsExpression.Parse(text).Evaluate((_, _) => true));
    }

    [Theory]
    [MemberData(nameof(FormatIndexes))]
    public void SequenceFormats_GiveItemsOrASentence(int index) => Ends(() => LoopSequence.Expand("1", "3", null, Formats[index]).Count);

    [Fact]
    public void SequenceFormat_ManyWideItems_EndWithASentence() =>
        Assert.Equal(ExpressionErrorKind.Limit, Assert.Throws<ExpressionException>(() => LoopSequence.Expand("1", "1000000", null, "%100000d")).Kind);

    [Theory]
    [MemberData(nameof(PathIndexes))]
    public void JsonPaths_GiveAValueOrASentence(int index) => Ends(() => Evaluations.Evaluate("jsonpath(j, p)", ("j", """{"a":[1,{"a":[[2],{"a":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"}]}]}"""), ("p", Paths[index])));

    [Theory]
    [MemberData(nameof(ConditionIndexes))]
    public void Conditions_GiveAnAnswerOrASentence(int index) => Ends(() => WhenExpression.Evaluate(Conditions[index]));

    [Theory]
    [MemberData(nameof(ExpressionIndexes))]
    public void Expressions_GiveAValueOrASentence(int index) => Ends(() => Expression.Format(Evaluations.Evaluate(Expressions[index])));

    private static void Ends<T>(Func<T> run)
    {
        var sentence = Bounded.Run(() =>
        {
            try
            {
                _ = run();
                return null;
            }
            catch (ExpressionException e)
            {
                return e.Message;
            }
        });
        Assert.True(sentence is null or { Length: > 0 and < 10_000_000 });
    }
}
