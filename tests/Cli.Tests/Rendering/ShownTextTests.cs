using Fleet.Cli.Rendering;

namespace Fleet.Cli.Tests.Rendering;

/// <summary>Values in tables.</summary>
public sealed class ShownTextTests
{
    [Fact]
    public void Value_ThatFitsAScreen_IsShownWhole() => Assert.Equal(new string('x', 4096), ShownText.Of(new string('x', 4096)));

    [Fact]
    public void Value_OfMegabytes_IsShownByItsBeginning() =>
        Assert.Equal(new string('x', 256) + "... (3000000 characters; -o json shows all)", ShownText.Of(new string('x', 3_000_000)));

    [Fact]
    public void Cut_DividesNoCharacter() => Assert.StartsWith(new string('x', 255) + "... (", ShownText.Of(new string('x', 255) + "😀" + new string('x', 5000)), StringComparison.Ordinal);
}
