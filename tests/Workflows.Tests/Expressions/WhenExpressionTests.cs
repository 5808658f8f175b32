using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Tests.Expressions;

public sealed class WhenExpressionTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("heads == heads", true)]
    [InlineData("heads != 'tails'", true)]
    [InlineData("10 < 9", false)]
    [InlineData("'10' < '9'", true)]
    [InlineData("a in (a, b)", true)]
    [InlineData("!(c in (a, b))", true)]
    [InlineData("1 + 2 * 3 == 7 && (false || true)", true)]
    [InlineData("7 - 2 - 1 == 4", true)]
    [InlineData("2 ** 3 == 8", true)]
    [InlineData("-2 < 1", true)]
    [InlineData("0x10 == 16", true)]
    [InlineData("'2024-02-03T04:05:06Z' > '2024-02-03'", true)]
    [InlineData("'2024-01-02 9:05' < '2024-01-02 10:00'", true)]
    [InlineData("'2024-01-02 9:05' == '2024-01-02 09:05'", true)]
    [InlineData("abc =~ '^a' && abc !~ 'z'", true)]
    [InlineData("true ? true : false", true)]
    [InlineData("[my name] == 'my name'", true)]
    [InlineData("a == a == true", true)]
    [InlineData("false && 'x' > 1", false)]
    public void Evaluate_Conditions_Answer(string condition, bool expected) =>
        Assert.Equal(expected, WhenExpression.Evaluate(condition));

    [Theory]
    [InlineData("foo", "Expected boolean evaluation for 'foo'. Got foo")]
    [InlineData(" == a", "Invalid 'when' expression ' == a': Cannot transition token types from UNKNOWN [<nil>] to COMPARATOR [==]")]
    [InlineData("a = a", "Invalid 'when' expression 'a = a': Invalid token: '=' (hint: try wrapping the affected expression in quotes (\"))")]
    [InlineData("a-b == c", "Failed to evaluate 'when' expresion 'a-b == c': Value 'a' cannot be used with the modifier '-', it is not a number")]
    [InlineData("(a == a", "Invalid 'when' expression '(a == a': Unbalanced parenthesis")]
    [InlineData("a.b == a", "Invalid 'when' expression 'a.b == a': Unable to access unexported field 'b' in token 'a.b'")]
    [InlineData("now() == a", "Invalid 'when' expression 'now() == a': Undefined function now")]
    [InlineData("'a", "Invalid 'when' expression ''a': Unclosed string literal")]
    [InlineData("a ==", "Invalid 'when' expression 'a ==': Unexpected end of expression")]
    public void Evaluate_BadConditions_FailWithArgosMessage(string condition, string message) =>
        Assert.Equal(message, Assert.Throws<ExpressionException>(() => WhenExpression.Evaluate(condition)).Message);

    [Theory]
    [InlineData("a in (b)")]
    [InlineData("1 > a")]
    [InlineData("a || b")]
    [InlineData("!a")]
    [InlineData("a =~ '('")]
    [InlineData(")(")]
    [InlineData("1.2.3 == 1")]
    [InlineData("A.B == C")]
    public void Evaluate_WhatCannotWork_IsRefused(string condition) =>
        Assert.Throws<ExpressionException>(() => WhenExpression.Evaluate(condition));
}
