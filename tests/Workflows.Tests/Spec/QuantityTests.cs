using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Spec;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("100m", "0.1")]
    [InlineData("2", "2")]
    [InlineData("0.5", "0.5")]
    [InlineData("64Mi", "67108864")]
    [InlineData("1k", "1000")]
    [InlineData("1e3", "1000")]
    [InlineData("2E", "2000000000000000000")]
    [InlineData("5E2", "500")]
    [InlineData("-1", "-1")]
    public void TryParse_Quantity_IsItsValue(string text, string expected)
    {
        Assert.True(Quantity.TryParse(text, out var value));
        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("Mi")]
    [InlineData("1 Gi")]
    [InlineData("1GB")]
    [InlineData("1e99")]
    [InlineData("79228162514264337593543950335E")]
    public void TryParse_NoQuantity_IsFalse(string? text) => Assert.False(Quantity.TryParse(text, out _));
}
