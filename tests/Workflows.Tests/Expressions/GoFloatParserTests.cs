using System.Globalization;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Tests.Expressions;

/// <summary>What Go's <c>strconv.ParseFloat</c> reads and refuses (its own <c>atof_test.go</c> has such cases).</summary>
public sealed class GoFloatParserTests
{
    [Theory]
    [InlineData("1_0", "10")]
    [InlineData("1_23.50_0_0e+1_2", "123500000000000")]
    [InlineData("+.5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("-0x1p-2", "-0.25")]
    [InlineData("0x1.8p1", "3")]
    [InlineData("0X_1F.P+0", "31")]
    [InlineData("0x1.fffffffffffff8p0", "2")]
    [InlineData("0x20000000000001p0", "9007199254740992")]
    [InlineData("0x20000000000003p0", "9007199254740996")]
    [InlineData("0x1p-1074", "5E-324")]
    [InlineData("-Infinity", "-Infinity")]
    [InlineData("NaN", "NaN")]
    public void Text_OfANumber_IsRead(string text, string expected)
    {
        Assert.True(GoFloatParser.TryParse(text, out double value));
        Assert.Equal(expected, value.ToString("R", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("1__0")]
    [InlineData("1_.5")]
    [InlineData("1._5")]
    [InlineData("1_e5")]
    [InlineData("0x1F")]
    [InlineData("0xp1")]
    [InlineData("0x1p")]
    [InlineData("0x1p_1")]
    [InlineData("0x.p1")]
    [InlineData("1e400")]
    [InlineData("0x1p1024")]
    [InlineData("+-inf")]
    [InlineData("-nan")]
    [InlineData("1 ")]
    [InlineData("1,000")]
    public void Text_OfNoNumber_IsRefused(string text) => Assert.False(GoFloatParser.TryParse(text, out _));
}
