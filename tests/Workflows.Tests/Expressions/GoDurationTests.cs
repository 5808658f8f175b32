using Fleet.Workflows.Expressions;
using FsCheck.Xunit;

namespace Fleet.Workflows.Tests.Expressions;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1h2m3.5s", 3_723_500_000_000)]
    [InlineData("-1.5h", -5_400_000_000_000)]
    [InlineData("+300ms", 300_000_000)]
    [InlineData("1us2ns", 1_002)]
    [InlineData("1.000000001s", 1_000_000_001)]
    [InlineData(".5s", 500_000_000)]
    [InlineData("5.s", 5_000_000_000)]
    [InlineData("2562047h47m16.854775807s", long.MaxValue)]
    [InlineData("-2562047h47m16.854775808s", long.MinValue)]
    public void Parse_GoText_GivesNanoseconds(string text, long nanoseconds) => Assert.Equal(nanoseconds, GoDuration.Parse(text).Nanoseconds);

    [Theory]
    [InlineData("", "time: invalid duration \"\"")]
    [InlineData("10", "time: missing unit in duration \"10\"")]
    [InlineData("1d", "time: unknown unit \"d\" in duration \"1d\"")]
    [InlineData(".s", "time: invalid duration \".s\"")]
    [InlineData("1h 2m", "time: unknown unit \"h \" in duration \"1h 2m\"")]
    [InlineData("9999999999h", "time: invalid duration \"9999999999h\"")]
    public void Parse_NoDuration_FailsWithGosMessage(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ExpressionException>(() => GoDuration.Parse(text)).Message);

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ns")]
    [InlineData(1_100, "1.1µs")]
    [InlineData(2_200_000, "2.2ms")]
    [InlineData(60_000_000_000, "1m0s")]
    [InlineData(3_600_000_000_000, "1h0m0s")]
    [InlineData(-90_500_000_000, "-1m30.5s")]
    [InlineData(long.MinValue, "-2562047h47m16.854775808s")]
    public void ToString_Nanoseconds_GivesGoText(long nanoseconds, string text) => Assert.Equal(text, new GoDuration(nanoseconds).ToString());

    [Theory]
    [InlineData("30", 30)]
    [InlineData("-2", -2)]
    [InlineData("5m", 300)]
    public void ParseSecondsOrDuration_BareNumber_IsSeconds(string text, long seconds) =>
        Assert.Equal(GoDuration.FromSeconds(seconds), GoDuration.ParseSecondsOrDuration(text));

    [Fact]
    public void FromSeconds_TooLong_IsClamped() => Assert.Equal(long.MaxValue, GoDuration.FromSeconds(long.MaxValue).Nanoseconds);

    [Property(MaxTest = 500)]
    public bool RoundTrip_AnyDuration_IsTheSame(long nanoseconds) =>
        GoDuration.Parse(new GoDuration(nanoseconds).ToString()).Nanoseconds == nanoseconds;
}
