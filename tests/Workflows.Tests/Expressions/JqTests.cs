using Fleet.Workflows.Expressions;
using Fleet.Workflows.Expressions.Jq;

namespace Fleet.Workflows.Tests.Expressions;

/// <summary>jq filters, by examples of jq's manual and of what Argo's users write.</summary>
public sealed class JqTests
{
    private const string Job = """{"metadata":{"name":"pi","labels":{"app":"x","tier":"web"}},"status":{"conditions":[{"type":"Failed","status":"False"},{"type":"Complete","status":"True"}],"succeeded":1}}""";

    [Theory]
    [InlineData(Job, ".metadata.name", "pi")]
    [InlineData(Job, ".metadata.labels", """{"app":"x","tier":"web"}""")]
    [InlineData(Job, ".status.conditions[] | select(.type == \"Complete\") | .status", "True")]
    [InlineData(Job, ".status.conditions | map(select(.status==\"True\")) | .[0].type", "Complete")]
    [InlineData(Job, ".status.succeeded + 1", "2")]
    [InlineData(Job, "[.status.conditions[].type] | join(\",\")", "Failed,Complete")]
    [InlineData(Job, ".metadata.labels | to_entries[] | \"\\(.key)=\\(.value)\"", "app=x\ntier=web")]
    [InlineData(Job, ".status.missing // \"none\"", "none")]
    [InlineData(Job, ".metadata.name | test(\"^p.$\")", "true")]
    [InlineData(Job, ".status | has(\"succeeded\"), has(\"failed\")", "true\nfalse")]
    [InlineData("{\"b\":{\"d\":1,\"c\":2},\"a\":[]}", "", "{\"a\":[],\"b\":{\"c\":2,\"d\":1}}")]
    [InlineData("[1,2,3,4]", ".[1:3], .[-1], .[2:], .[:-1]", "[2,3]\n4\n[3,4]\n[1,2,3]")]
    [InlineData("[1,[2,[3]]]", "flatten, flatten(1), (.. | numbers)", "[1,2,3]\n[1,2,[3]]\n1\n2\n3")]
    [InlineData("{\"b\":1,\"a\":2}", ".[], keys, length, ([paths] | tojson)", "2\n1\n[\"a\",\"b\"]\n2\n[[\"a\"],[\"b\"]]")]
    [InlineData("null", "1, 1.5, 1e3, 1e100, -0.5, 3.0, 10000000000000000", "1\n1.5\n1000\n1e+100\n-0.5\n3\n10000000000000000")]
    [InlineData("null", "7/2, 6/2, 7%3, -7%3, 2*3.5, 9223372036854775807 + 1", "3.5\n3\n1\n-1\n7\n9223372036854776000")]
    [InlineData("null", "\"a\" + \"b\", \"ab\" * 2, \"a,b\" / \",\", [1,2,1] - [1], {a:{b:1}} * {a:{c:2}}", "ab\nabab\n[\"a\",\"b\"]\n[2]\n{\"a\":{\"b\":1,\"c\":2}}")]
    [InlineData("null", "[1,2] < [1,3], null < false, \"a\" < 1, ({a:1} == {a:1.0}), (1,null,2) // 9", "true\ntrue\nfalse\ntrue\n1\n2")]
    [InlineData("null", "true and (true,false), (false or true), (null | not)", "true\nfalse\ntrue\ntrue")]
    [InlineData("3", "if . > 2 then \"big\" elif . > 1 then \"mid\" else \"small\" end, (if false then 1 end)", "big\n3")]
    [InlineData("[1,2,3]", "reduce .[] as $x (0; . + $x), [foreach .[] as $x (0; . + $x; [$x, .])]", "6\n[[1,1],[2,3],[3,6]]")]
    [InlineData("[[1,2],{\"a\":3}]", ". as [[$x, $y], {a: $z}] | $x + $y + $z", "6")]
    [InlineData("{\"k\":\"v\"}", ". as {$k} | {$k, \"a b\": 1, (\"x\" + .k): 2, k2: .k, @base64 \"y\": 3}", "{\"a b\":1,\"k\":\"v\",\"k2\":\"v\",\"xv\":2,\"y\":3}")]
    [InlineData("null", "def f(x): x * 2; def g($a; $b): $a + $b; def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; f(3), g(1; 2), (5 | fac)", "6\n3\n120")]
    [InlineData("null", "[limit(3; range(10))], first(range(5;10)), [range(0;10;3)], [range(3;0;-1)], isempty(empty), nth(2; range(9))", "[0,1,2]\n5\n[0,3,6,9]\n[3,2,1]\ntrue\n2")]
    [InlineData("null", "[.[]?], (try error(\"x\") catch .), (try (1/0) catch \"zero\"), ([1,\"a\",2] | map(tonumber? // -1))", "[]\nx\nzero\n[1,-1,2]")]
    [InlineData("null", "[label $out | (1,2,3) | if . == 3 then break $out else . end]", "[1,2]")]
    [InlineData("null", "(try (\"in\" | error) catch .), ([(1,2) | try (if . == 1 then error(\"e\") else . end) catch \"c\"])", "in\n[\"c\",2]")]
    [InlineData("[3,1,2]", "sort, min, max, add, any(. > 2), all(. > 0), reverse, index(1), (sort_by(-.) | first)", "[1,2,3]\n1\n3\n6\ntrue\ntrue\n[2,1,3]\n1\n3")]
    [InlineData("""[{"a":1,"b":2},{"a":3,"b":4},{"a":1,"b":5}]""", "group_by(.a) | map(length)", "[2,1]")]
    [InlineData("""[{"a":1,"b":2},{"a":3,"b":4},{"a":1,"b":5}]""", "unique_by(.a) | map(.b)", "[2,4]")]
    [InlineData("""[{"a":1,"b":2},{"a":3,"b":4},{"a":1,"b":5}]""", "max_by(.b).b, min_by(.a).b, (map({(.a | tostring): .b}) | add)", "5\n2\n{\"1\":5,\"3\":4}")]
    [InlineData("""{"a":1,"b":[1,2]}""", ".a = 5, (.b[0] |= . + 10), (.b += [3]), (.c //= 7), del(.b[0]), (.b[1:] = [9,9])", "{\"a\":5,\"b\":[1,2]}\n{\"a\":1,\"b\":[11,2]}\n{\"a\":1,\"b\":[1,2,3]}\n{\"a\":1,\"b\":[1,2],\"c\":7}\n{\"a\":1,\"b\":[2]}\n{\"a\":1,\"b\":[1,9,9]}")]
    [InlineData("""{"a":{"b":1},"c":2}""", "[paths(type == \"number\")], getpath([\"a\",\"b\"]), ([leaf_paths | join(\".\")]), (walk(if type == \"number\" then . + 1 else . end)), with_entries(.key |= ascii_upcase)", "[[\"a\",\"b\"],[\"c\"]]\n1\n[\"a.b\",\"c\"]\n{\"a\":{\"b\":2},\"c\":3}\n{\"A\":{\"b\":1},\"C\":2}")]
    [InlineData("\"foo bar foo\"", "[match(\"foo\"; \"g\").offset], (capture(\"(?P<first>\\\\w+) (?P<second>\\\\w+)\") | .second), gsub(\"foo\"; \"x\"), sub(\"(?<w>o+)\"; \"<\\(.w)>\"), [scan(\"o+\")], [splits(\" \")]", "[0,8]\nbar\nx bar x\nf<oo> bar foo\n[\"oo\",\"oo\"]\n[\"foo\",\"bar\",\"foo\"]")]
    [InlineData("\" A,b \"", "trim, ascii_downcase, length, ltrimstr(\" \"), (split(\",\") | map(ltrimstr(\" \"))), startswith(\" A\"), (explode | implode), contains(\"A,\"), test(\"a\"; \"i\")", "A,b\n a,b \n5\nA,b \n[\"A\",\"b \"]\ntrue\n A,b \ntrue\ntrue")]
    [InlineData("[1,\"a b\",null]", "@csv, @tsv, @sh, @json, (@base64 \"x\\(\"hi\")\"), (\"aGk=\" | @base64d), (\"a b&c\" | @uri), (\"<&>\" | @html), @text \"v\\(.[0])\"", "1,\"a b\",\n1\ta b\t\n1 'a b' null\n[1,\"a b\",null]\nxaGk=\nhi\na%20b%26c\n&lt;&amp;&gt;\nv1")]
    [InlineData("null", "[.[1:3]?], ([1,2,3] | contains([1])), ({a:{b:1}} | contains({a:{}})), (\"b\" | inside(\"abc\")), ([[1,2],[3]] | transpose), ([[1,2],[3,4]] | [combinations | add])", "[null]\ntrue\ntrue\ntrue\n[[1,3],[2,null]]\n[4,5,5,6]")]
    [InlineData("1", "[until(. > 100; . * 2)], [while(. < 10; . * 2)], [limit(3; repeat(. + 1))], [recurse(if . < 3 then . + 1 else empty end)]", "[128]\n[1,2,4,8]\n[1,2,3]\n[1,2,3]")]
    [InlineData("\"2015-03-05T23:51:47Z\"", "fromdate, (fromdate | todate)", "1425599507\n2015-03-05T23:51:47Z")]
    [InlineData("[\"1\",\"x\"]", "map(tonumber? // 0), (.[0] | tonumber + 1), ({} | .a.b.c), ([1,2] | .[1:] | length), ({\"a\":1} | tojson | fromjson | .a)", "[1,0]\n2\nnull\n1\n1")]
    [InlineData("null", "\"a\\tb\\u00e9\\\"\" , \"\\ud83d\\ude00\" , (\"\\ud83d\\ude00x\" | length, .[1:], (match(\"x\").offset)) # a comment", "a\tbé\"\n😀\n2\nx\n1")]
    [InlineData("{\"if\":1,\"a-b\":2}", ".if, .[\"a-b\"], .\"a-b\", .\"if\"?, .a?//3", "1\n2\n2\n1\n3")]
    [InlineData("[{\"name\":\"a\",\"value\":1},{\"key\":false,\"value\":2}]", "from_entries", "{\"a\":1,\"false\":2}")]
    [InlineData("[1,2,3]", "pick(.[1]), (map(select(. != 2))), first, last, (to_entries | map(.key)), ([.[] | if . == 2 then empty else . end]), any, ([.[] | . as $x | $x * $x] | add)", "[null,2]\n[1,3]\n1\n3\n[0,1,2]\n[1,3]\ntrue\n14")]
    [InlineData("null", "[range(1000) | if . % 3 == 0 then nan else 1000 - . end] | sort | length, .[999]", "1000\n999")]
    [InlineData("[[2,0],[1,1],[2,2],[1,3]]", "sort_by(.[0]) | map(.[1])", "[1,3,0,2]")]
    public void Filter_GivesWhatJqGives(string input, string filter, string output) => Assert.Equal(output, JqFilter.Parse(filter).Run(input));

    [Theory]
    [InlineData("null", "error(\"mine\")", "jqFilter: mine")]
    [InlineData("\"a\"", ".b", "Cannot index string with \"b\"")]
    [InlineData("1", ".[]", "Cannot iterate over number (1)")]
    [InlineData("null", "\"a\" - 1", "string (\"a\") and number (1) cannot be subtracted")]
    [InlineData("null", "path(1)", "Invalid path expression")]
    [InlineData("null", "{a:1} | tonumber", "cannot be parsed as a number")]
    [InlineData("\"a\"", "test(\"(\")", "error parsing regexp")]
    public void Error_SaysWhatIsWrong(string input, string filter, string message) =>
        Assert.Contains(message, Assert.Throws<ExpressionException>(() => JqFilter.Parse(filter).Run(input)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(".a | fu(1)", "function not defined: fu/1 (1:6)")]
    [InlineData("$x", "variable not defined: $x (1:1)")]
    [InlineData("now", "function not defined: now/0 (1:1)")]
    [InlineData("env", "function not defined: env/0 (1:1)")]
    [InlineData("@nope", "unknown format @nope (1:1)")]
    [InlineData("break $x", "label not defined: $x")]
    [InlineData(".a |", "unexpected end of the jq filter")]
    [InlineData("if . then 1", "'end' is needed here")]
    [InlineData("[1, 2", "']'")]
    [InlineData("1 as $x | $y", "variable not defined: $y (1:11)")]
    [InlineData("\"abc", "unexpected end of the jq filter")]
    [InlineData(". as [$a] ?// $a | 1", "destructuring alternatives")]
    [InlineData("}", "unexpected '}'")]
    public void Text_ThatIsNoFilter_IsAnErrorWithItsPlace(string filter, string message)
    {
        // "if . then 1" ends where "end" is missing.
        var error = Assert.Throws<ExpressionException>(() => JqFilter.Parse(filter));
        Assert.Contains(message == "'end' is needed here" ? "'end' is missing" : message, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Column);
    }

    [Theory]
    [InlineData("[range(1e9)]")]
    [InlineData("range(1e18)")]
    [InlineData("def f: f; f")]
    [InlineData("def f: 1 + f; f")]
    [InlineData("def f: ., f; f")]
    [InlineData("[recurse(.)]")]
    [InlineData("reduce range(100) as $i (\"a\"; . + .)")]
    [InlineData("reduce range(100) as $i ([1]; . + .)")]
    [InlineData("reduce range(60) as $i (1; [., .]) | tojson")]
    [InlineData("reduce range(60) as $i (1; [., .]) | . == .")]
    [InlineData("reduce range(60) as $i (1; [., .]) | [..]")]
    [InlineData("reduce range(100000) as $i (0; [.]) | tojson")]
    [InlineData("reduce range(100000) as $i (0; [.]) | flatten")]
    [InlineData("\"a\" * 1e9")]
    [InlineData("[limit(1e9; repeat(1))]")]
    [InlineData("until(false; . )")]
    [InlineData(".[1e9] = 1")]
    [InlineData("[range(1000)] | [combinations(5)]")]
    [InlineData("[range(100000) | tostring | test(\"a\\(.)\")]")]
    [InlineData("\"\\([range(300000)])\" | [match(\"(,[0-9]+)+\"; \"g\")] | tojson | . * 100")]
    [InlineData("try ([range(1e9)]) catch 1")]
    [InlineData("last(range(1e12))")]
    [InlineData("[range(100000)] | sort | length")]
    [InlineData("[range(100000)] | group_by(.) | length")]
    [InlineData("[range(60000)] | unique_by(-.) | length")]
    [InlineData("[range(60000)] | del(.[range(60000)])")]
    public void HostileFilter_EndsSoon_WithAnError(string filter) => Hostile.Bounded.Run(() => Assert.Throws<ExpressionException>(() => JqFilter.Parse(filter).Run("null")));

    [Fact]
    public void DeepText_IsRefused()
    {
        foreach (var text in (string[])[new string('[', 5000), new string('(', 5000), new string('-', 5000) + "1", string.Concat(Enumerable.Repeat("1|", 5000)) + "1", string.Concat(Enumerable.Repeat("1+", 5000)) + "1",
            "." + string.Concat(Enumerable.Repeat("[]", 5000)), string.Concat(Enumerable.Repeat("if 1 then ", 5000)), string.Concat(Enumerable.Repeat("\"\\(", 5000)), string.Concat(Enumerable.Repeat("{a:", 5000)), string.Concat(Enumerable.Repeat("1 as $x|", 2000)) + "1", string.Concat(Enumerable.Repeat("try ", 4000)), string.Concat(Enumerable.Repeat("1//", 4000)) + "1", string.Concat(Enumerable.Repeat("def f: ", 2000))])
            Hostile.Bounded.Run(() => Assert.Throws<ExpressionException>(() => JqFilter.Parse(text)));
    }
}
