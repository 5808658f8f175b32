using System.Text.Json;
using Fleet.Workflows.Expressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Workflows.Tests.Expressions;

/// <summary>Whatever is written, the answer is a value or an <see cref="ExpressionException"/>, and it is the same every time.</summary>
public sealed class ExpressionFuzzTests
{
    private static readonly string[] Words =
    [
        "a", "b", "x.y", "item", "1", "2.5", "0x1F", "-1", "'s'", "\"t\"", "`r`", "true", "false", "nil", "[", "]", "(", ")", "{", "}", ",", ":", ";",
        ".", "?.", "..", "#", "#acc", "+", "-", "*", "/", "%", "**", "==", "!=", "<", ">=", "&&", "||", "!", "not", "in", "matches", "contains", "??",
        "?", "|", "let", "=", "if", "else", "map", "filter", "reduce", "len", "upper", "string", "split", "toJSON", "date", "now()", "sprig.", "trim",
        "asInt", "jsonpath", "'$..a'", "'[1, {\"a\": 2}]'", "{{", "}}", "{{=", " ", "\n", "\\", "é", "😀", "\0", "@", "=~", "A.Succeeded", "&",
    ];

    private static Gen<string> Sentences => Gen.Elements(Words).ListOf().Select(words => string.Join(' ', words));

    private static Gen<string> Texts => Gen.OneOf(Sentences, Gen.Elements(Words).ListOf().Select(string.Concat), ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));

    private static string Outcome(Func<object?> run)
    {
        try
        {
            return Expression.Format(run());
        }
        catch (ExpressionException e)
        {
            return $"error: {e.Message}";
        }
    }

    private static Property Always(Func<string, object?> run) => Prop.ForAll(Texts.ToArbitrary(), text => Outcome(() => run(text)) == Outcome(() => run(text)));

    [Cases(3000)]
    public Property Expression_AnyText_GivesValueOrError() =>
        Always(text => Evaluations.Evaluate(text, ("a", "1"), ("b", null), ("x.y", "z")));

    [Cases(1000)]
    public Property Tags_AnyText_GiveTextOrError() =>
        Always(text => TagTemplate.Render($"{{{{={text}}}}} {text}", Evaluations.Scope(("a", "1"), ("x.y", null)), TagOptions.Keep));

    [Cases(1000)]
    public Property When_AnyText_AnswersOrFails() => Always(text => WhenExpression.Evaluate(text));

    [Cases(1000)]
    public Property Depends_AnyText_AnswersOrFails() =>
        Always(text => DependsExpression.Parse(text).Evaluate((_, result) => result == TaskResult.Succeeded));

    [Cases(500)]
    public Property Sequence_AnyFormat_GivesItemsOrError() => Always(text => LoopSequence.Expand("1", "3", null, text).Count);

    [Cases(500)]
    public Property Durations_AnyText_ParseOrFail() => Always(text => GoDuration.ParseSecondsOrDuration(text));

    private static readonly string[] JqWords =
    [
        ".", ".a", ".[0]", "[]", "..", "$x", "as $x", "|", ",", "//", "|=", "+=", "=", "?", "+", "-", "*", "/", "%", "==", "<", "and", "or", "not", "if", "then", "elif", "else", "end", "try", "catch", "reduce",
        "foreach", "def f:", "def g(h):", ";", "f", "g(.)", "(", ")", "[", "]", "{", "}", ":", "a:", "\"s\"", "\"\\(", "\"", "1", "2.5", "1e9", "null", "true", "map(", "select(", "range(", "recurse(", "path(", "sort_by(",
        "test(\"a\")", "label $l |", "break $l", "empty", "error", "length", "keys", "tojson", "fromjson", "@base64", "#", "\n", "limit(3;", "first(", "until(", "walk(", "del(", "group_by(", "\ud800", "😀",
    ];

    [Cases(3000)]
    public Property Jq_AnyText_GivesValueOrError() => Prop.ForAll(
        Gen.OneOf(Gen.Elements(JqWords).ListOf().Select(words => string.Join(' ', words)), Gen.Elements(JqWords).ListOf().Select(string.Concat), ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "")).ToArbitrary(),
        text => Outcome(() => Run(text)) == Outcome(() => Run(text)));

    private static string Run(string filter) => Fleet.Workflows.Expressions.Jq.JqFilter.Parse(filter).Run("""{"a":[1,"x",{"b":null}],"c":"text"}""");

    private static readonly string[] PathWords = ["$", ".", "..", "*", "[", "]", "?(", ")", "@", "'a'", "a", "0", "-1", ":", ",", "==", "=~", "/a/", "&&", "!", " ", "\\", "1e9", "\ud800", "(@.length-1)", "(", "+", "-", "%", " in ", "{", "}", "null", "length", "?(@.a==", ")]"];

    [Cases(1000)]
    public Property JsonPath_AnyPath_GivesValueOrError() => Prop.ForAll(Gen.Elements(PathWords).ListOf().Select(words => "$" + string.Concat(words)).ToArbitrary(), path =>
        Outcome(() => Evaluations.Evaluate("jsonpath(j, p)", ("j", """{"a":[1,{"a":2}],"b":null}"""), ("p", path))) is not null);

    private static readonly string[] RegexWords =
    [
        "a", "b", ".", "*", "+", "?", "*?", "{2}", "{0,3}", "{1,", "|", "(", ")", "(?:", "(?P<n>", "(?<n>", "(?i)", "(?s-m:", "(?U)", "[", "]", "[^", "-", "a-z", "[:alpha:]", "[:^digit:]", "\\", "\\d", "\\W", "\\b", "\\B",
        "\\pL", "\\p{Greek}", "\\P{^Han}", "\\Q", "\\E", "\\x{1F600}", "\\012", "^", "$", "\\A", "\\z", "é", "ſ", "😀", "\n", "\ud800",
    ];

    [Cases(500)]
    public Property Regex_AnyPattern_GivesTextOrError() => Prop.ForAll(Gen.Elements(RegexWords).ListOf().Select(string.Concat).ToArbitrary(), pattern =>
    {
        const string Text = "ab é😀\nſS αb-\ud800a";
        string outcome = Outcome(() => Evaluations.Evaluate("[t matches p, sprig.regexFindAll(p, t, -1), sprig.regexReplaceAll(p, t, '<$0$1$n>')]", ("t", Text), ("p", pattern)));
        return !outcome.StartsWith("error", StringComparison.Ordinal) || outcome.Contains("error parsing regexp", StringComparison.Ordinal) || outcome.Contains("too large", StringComparison.Ordinal);
    });

    // What both write and mean alike.
    private static readonly string[] SharedRegexWords = ["a", "b", "c", ".", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "|", "(?:", "(", ")", "[ab]", "[^a]", "^", "\\b", "\\z", "(?i)", "(?s)"];

    [Cases(500)]
    public Property Regex_CommonPattern_FindsWhatDotNetFinds() => Prop.ForAll(Gen.Elements(SharedRegexWords).ListOf().Select(string.Concat).ToArbitrary(), Gen.Elements("a", "b", "c", "A", "\n").ListOf().Select(string.Concat).ToArbitrary(), (pattern, text) =>
    {
        if (Compiled(() => Fleet.Workflows.Expressions.Regexes.GoRegex.Compile(pattern)) is not { } ours || Compiled(() => new System.Text.RegularExpressions.Regex(pattern, System.Text.RegularExpressions.RegexOptions.NonBacktracking)) is not { } theirs)
            return true;
        int end = -1;
        List<string> expected = [];
        foreach (System.Text.RegularExpressions.Match match in theirs.Matches(text))
        {
            if (match.Length > 0 || match.Index != end)
                expected.Add($"{match.Index}:{match.Value}");
            end = match.Index + match.Length;
        }

        return ours.FindAllWithGroups(text, _ => { }).Select(match => $"{match.Start}:{match.Value}").SequenceEqual(expected) && ours.IsMatch(text, _ => { }) == (expected.Count > 0);
    });

    private static T? Compiled<T>(Func<T> compile)
        where T : class
    {
        try
        {
            return compile();
        }
        catch (Exception e) when (e is ExpressionException or ArgumentException)
        {
            return null;
        }
    }

    [Cases(500)]
    public Property Quantities_AnyText_ParseOrNot() => Always(text => Fleet.Workflows.Spec.Quantity.TryParse(text, out var value) ? value : null);

    [Cases(500)]
    public Property SequenceNumbers_AnyText_GiveItemsOrError() => Always(text => LoopSequence.Expand(text, text, null, null).Count);

    [Cases(500)]
    public Property Params_AnyText_ParseOrFail() => Always(text => LoopItem.ParseParam(text).Count);

    [Cases(500)]
    public Property Dates_AnyTextAndLayout_ParseOrFail() =>
        Prop.ForAll(Texts.ToArbitrary(), ArbMap.Default.ArbFor<NonNull<string>>(), (text, layout) =>
            Outcome(() => Evaluations.Evaluate("sprig.date(b, date(a, b))", ("a", text), ("b", layout.Get))) is not null);

    [Cases(500)]
    public Property RenderJson_AnyValue_StaysJson() => Prop.ForAll(Texts.ToArbitrary(), value =>
    {
        string json = TagTemplate.ParseJson("""{"k":"<{{v}}>","e":"<{{=v}}>"}""").Render(Evaluations.Scope(("v", value)), TagOptions.Fail);
        using JsonDocument document = JsonDocument.Parse(json);
        string expected = $"<{value}>";
        return document.RootElement.GetProperty("k").GetString() == expected && document.RootElement.GetProperty("e").GetString() == expected;
    });

    [Cases(500)]
    public Property ToJson_FromJson_IsTheSameValue() => Prop.ForAll(Texts.ToArbitrary(), ArbMap.Default.ArbFor<NormalFloat>(), (text, number) =>
    {
        List<object?> value = [text, number.Get, null, true, new Dictionary<string, object?> { ["k"] = new List<object?> { text } }];
        string json = Expression.ToJson(value);
        return Expression.ToJson(Expression.FromJson(json)) == json;
    });
}
