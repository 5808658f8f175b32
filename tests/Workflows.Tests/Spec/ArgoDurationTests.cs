using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Spec;

public sealed class ArgoDurationTests
{
    [Theory]
    [InlineData("10s", 10)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5s", 1.5)]
    [InlineData("200ms", 0.2)]
    [InlineData("-2m", -120)]
    [InlineData("0", 0)]
    public void TryParse_Duration_IsItsSeconds(string text, double seconds)
    {
        Assert.True(ArgoDuration.TryParse(text, out var value));
        Assert.Equal(seconds, value.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-")]
    [InlineData("1d")]
    [InlineData("1.2.3s")]
    [InlineData("9999999999999999999h")]
    [InlineData("9000000000000000000h9000000000000000000h")]
    public void TryParse_NoDuration_IsFalse(string text) => Assert.False(ArgoDuration.TryParse(text, out _));

    [Fact]
    public void TryParseSecondsOrGo_BareNumber_IsSeconds()
    {
        Assert.True(ArgoDuration.TryParseSecondsOrGo("20", out var value));
        Assert.Equal(20, value.TotalSeconds);
        Assert.True(ArgoDuration.TryParseSecondsOrGo("2m", out value));
        Assert.Equal(120, value.TotalSeconds);
        Assert.False(ArgoDuration.TryParseSecondsOrGo("abc", out _));
        Assert.False(ArgoDuration.TryParseSecondsOrGo("9223372036854775807", out _));
    }
}
