using Fleet.Workflows.Expressions;
using static Fleet.Workflows.Tests.Expressions.Evaluations;

namespace Fleet.Workflows.Tests.Expressions;

public sealed class OperatorTests
{
    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("7 / 2", "3.5")]
    [InlineData("4 / 2", "2")]
    [InlineData("7 % 4", "3")]
    [InlineData("-7 % 4", "-3")]
    [InlineData("2 ** 3 ** 2", "512")]
    [InlineData("2 ^ 2", "4")]
    [InlineData("-2 ** 2", "-4")]
    [InlineData("1_000 + 0x1F + 0b11 + 0o17", "1049")]
    [InlineData(".5 + 1e2", "100.5")]
    [InlineData("9223372036854775807 + 1", "-9223372036854775808")]
    [InlineData("'a' + \"b\" + `c\\n`", "\"abc\\\\n\"")]
    public void Arithmetic_Operators_FollowGo(string source, string expected) => Assert.Equal(expected, Json(source));

    [Theory]
    [InlineData("1 == 1.0", true)]
    [InlineData("1 < 2 and 2 <= 2 or false", true)]
    [InlineData("1 < 2 < 3", true)]
    [InlineData("1 < 3 < 2", false)]
    [InlineData("'a' < 'b'", true)]
    [InlineData("not true", false)]
    [InlineData("!false && true", true)]
    [InlineData("2 in [1, 2]", true)]
    [InlineData("3 not in [1, 2]", true)]
    [InlineData("'a' in {a: 1}", true)]
    [InlineData("'abc' contains 'b'", true)]
    [InlineData("'abc' not contains 'b'", false)]
    [InlineData("'abc' startsWith 'a' && 'abc' endsWith 'c'", true)]
    [InlineData("'x1' matches '^[a-z]\\\\d$'", true)]
    [InlineData("[1, [2]] == [1, [2.0]]", true)]
    [InlineData("{a: 1} == {a: 1}", true)]
    [InlineData("nil == nil", true)]
    public void Conditions_Operators_Answer(string source, bool expected) => Assert.Equal(expected, Evaluate(source));

    [Theory]
    [InlineData("1..3", "[1,2,3]")]
    [InlineData("3..1", "[]")]
    [InlineData("[1, 2, 3][1:]", "[2,3]")]
    [InlineData("[1, 2, 3][:-1]", "[1,2]")]
    [InlineData("[1, 2, 3][-1]", "3")]
    [InlineData("'hello'[1:3]", "\"el\"")]
    [InlineData("{a: {b: 2}}.a.b", "2")]
    [InlineData("{a: 1}['b']", "null")]
    [InlineData("{a: nil}.a?.b.c", "null")]
    [InlineData("{a: nil}?.a?.b ?? 'd'", "\"d\"")]
    [InlineData("true ? 'y' : 'n'", "\"y\"")]
    [InlineData("if 1 > 2 { 'a' } else if 2 > 2 { 'b' } else { 'c' }", "\"c\"")]
    [InlineData("let x = 2; let y = x * 3; x + y", "8")]
    [InlineData("1; 2; 3", "3")]
    [InlineData("'a,b' | split(',') | map(upper(#)) | join('-')", "\"A-B\"")]
    [InlineData("/* one */ 1 // rest", "1")]
    [InlineData("{'a': 1, (\"b\" + \"c\"): 2, 3: 4}", """{"3":4,"a":1,"bc":2}""")]
    public void Structures_AccessAndShape_GiveValue(string source, string expected) => Assert.Equal(expected, Json(source));

    [Theory]
    [InlineData("all(1..3, # > 0)", "true")]
    [InlineData("any([1, 2], {# > 1})", "true")]
    [InlineData("none([1, 2], # > 2)", "true")]
    [InlineData("one([1, 2], # > 1)", "true")]
    [InlineData("filter([{a: 1}, {a: 2}], .a > 1)", """[{"a":2}]""")]
    [InlineData("map(['a', 'b'], # + string(#index))", """["a0","b1"]""")]
    [InlineData("map([[1, 2], [3]], map(#, # * 2))", "[[2,4],[6]]")]
    [InlineData("count([1, 2, 3], # % 2 == 1)", "2")]
    [InlineData("count([true, false])", "1")]
    [InlineData("sum([1, 2.5])", "3.5")]
    [InlineData("sum([{n: 1}, {n: 2}], .n)", "3")]
    [InlineData("find([1, 2, 3], # > 1)", "2")]
    [InlineData("findLast([1, 2, 3], # > 1)", "3")]
    [InlineData("findIndex([1, 2, 3], # > 1)", "1")]
    [InlineData("findLastIndex([1, 2, 3], # > 1)", "2")]
    [InlineData("reduce(1..4, #acc + #)", "10")]
    [InlineData("reduce([], #acc + #, 7)", "7")]
    [InlineData("sortBy([{n: 2}, {n: 1}], .n)", """[{"n":1},{"n":2}]""")]
    [InlineData("sortBy([1, 3, 2], #, 'desc')", "[3,2,1]")]
    [InlineData("groupBy([1, 2, 3], # % 2)[1]", "[1,3]")]
    public void Predicates_Collections_AreWalked(string source, string expected) => Assert.Equal(expected, Json(source));

    [Theory]
    [InlineData("1 + 'a'", "invalid operation: + (mismatched types int and string) (1:3)\n | 1 + 'a'\n | ..^")]
    [InlineData("true || nope", "unknown name nope (1:9)\n | true || nope\n | ........^")]
    [InlineData("a.b > 1", "invalid operation: string > int (1:5)\n | a.b > 1\n | ....^")]
    [InlineData("a.c.d", "cannot fetch d from <nil> (1:5)\n | a.c.d\n | ....^")]
    [InlineData("1 +", "unexpected token EOF (1:3)\n | 1 +\n | ..^")]
    [InlineData("{{x}}", "a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses (unexpected token Bracket(\"{\")) (1:2)\n | {{x}}\n | .^")]
    [InlineData("1 % 0", "integer divide by zero (1:3)\n | 1 % 0\n | ..^")]
    [InlineData("[1][5]", "index out of range: 5 (array length is 1) (1:4)\n | [1][5]\n | ...^")]
    [InlineData("'a' ?? 'b' + 'c'", "Operator (+) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses. (1:12)\n | 'a' ?? 'b' + 'c'\n | ...........^")]
    public void Errors_BadExpressions_SayWhatAndWhere(string source, string message) =>
        Assert.Equal(message, Failure(source, ("a.b", "x")).Message);

    [Fact]
    public void Error_SecondLine_ShowsThatLine()
    {
        ExpressionException error = Failure("1 +\n  nope");

        Assert.Equal((2, 3, 6), (error.Line, error.Column, error.Offset));
        Assert.Equal("unknown name nope (2:3)\n |   nope\n | ..^", error.Message);
        Assert.Equal(ExpressionErrorKind.MissingReference, error.Kind);
    }

    [Theory]
    [InlineData("1.50", "1.5")]
    [InlineData("[1, 'two', {b: nil, a: 1e8}]", "[1 two map[a:1e+08 b:<nil>]]")]
    [InlineData("'text'", "text")]
    [InlineData("groupBy([1, 2, 3, 4], # % 2)", "map[0:[2 4] 1:[1 3]]")]
    [InlineData("groupBy(1..12, 12 - #)", "map[0:[12] 1:[11] 2:[10] 3:[9] 4:[8] 5:[7] 6:[6] 7:[5] 8:[4] 9:[3] 10:[2] 11:[1]]")]
    [InlineData("groupBy(['b', 'a', 'B'], #)", "map[B:[B] a:[a] b:[b]]")]
    [InlineData("groupBy([2, 0.5, 'x', true, nil], #)", "map[<nil>:[<nil>] true:[true] 2:[2] 0.5:[0.5] x:[x]]")]
    public void EvaluateText_Values_AreInGosForm(string source, string expected) =>
        Assert.Equal(expected, Expression.Parse(source).EvaluateText(new EvaluationContext()));

    [Fact]
    public void EvaluateText_Nil_IsAbsent() =>
        Assert.Equal(
            ExpressionErrorKind.AbsentValue,
            Assert.Throws<ExpressionException>(() => Expression.Parse("{a: 1}.b").EvaluateText(new EvaluationContext())).Kind);

    [Theory]
    [InlineData("a.b == 'x'", true)]
    [InlineData("a.c == nil && 1 < 2", true)]
    public void EvaluateBool_Conditions_Answer(string source, bool expected) =>
        Assert.Equal(expected, Expression.Parse(source).EvaluateBool(new EvaluationContext { Variables = Scope(("a.b", "x")).ToEnvironment() }));

    [Theory]
    [InlineData("a.b > 1", "unable to evaluate expression 'a.b > 1': invalid operation: string > int (1:5)\n | a.b > 1\n | ....^")]
    [InlineData("a.b", "unable to cast expression result 'x' to bool")]
    [InlineData("nope", "unknown name nope (1:1)\n | nope\n | ^")]
    public void EvaluateBool_Failures_HaveArgosMessage(string source, string message) =>
        Assert.Equal(
            message,
            Assert.Throws<ExpressionException>(() => Expression.Parse(source).EvaluateBool(new EvaluationContext { Variables = Scope(("a.b", "x")).ToEnvironment() })).Message);

    [Fact]
    public void References_Paths_AreListedWithTheirPrefixes() =>
        Assert.Equal(
            ["steps", "steps.a-b", "steps.a-b.outputs", "x", "sprig", "sprig.trim"],
            Expression.Parse("steps['a-b'].outputs[x] + sprig.trim(upper('y'))").References);

    [Fact]
    public void References_LocalsAndEnv_AreNoNames() =>
        Assert.Equal(["b", "b.c", "d", "d.e"], Expression.Parse("let a = b.c; a.x + $env.d.e").References);

    [Fact]
    public void Evaluate_OneTreeManyContexts_KeepsNothing()
    {
        Expression expression = Expression.Parse("map(a, # + b)");

        for (long b = 0; b < 3; b++)
        {
            object? result = expression.Evaluate(new EvaluationContext { Variables = new Dictionary<string, object?> { ["a"] = new List<object?> { 1L, 2 }, ["b"] = b } });
            Assert.Equal($"[{1 + b},{2 + b}]", Expression.ToJson(result));
        }
    }

    [Theory]
    [InlineData("'a' == 1")]
    [InlineData("1 in ['a']")]
    [InlineData("'a' in 'abc'")]
    [InlineData("'a' matches '('")]
    [InlineData("upper(1)")]
    [InlineData("upper()")]
    [InlineData("asInt('3.5')")]
    [InlineData("asInt(1, 2)")]
    [InlineData("#")]
    [InlineData("'abc")]
    [InlineData("1 2")]
    [InlineData("3abc")]
    [InlineData("let map = 1; 2")]
    [InlineData("a.b ? 1 : 2")]
    [InlineData("filter([1], # + 1)")]
    [InlineData("[1] | ")]
    [InlineData("99999999999999999999")]
    [InlineData("sprig.nosuch('a')")]
    [InlineData("sprig.upper(1)")]
    public void Errors_WhatCannotWork_IsRefused(string source) => Failure(source, ("a.b", "x"));
}
