using System.Text;
using Fleet.Cli.Output;

namespace Fleet.Cli.Tests.Output;

public sealed class PathPartsTests
{
    [Theory]
    [InlineData("build(0:a/b)", "build(0:a_b)")]
    [InlineData("..", "_")]
    [InlineData("", "_")]
    [InlineData(".", "_")]
    [InlineData("...", "...")]
    public void Name_IsOnePart(string name, string part) => Assert.Equal(part, PathParts.Of(name));

    [Theory]
    [InlineData("x")]
    [InlineData("\u00fc")]
    [InlineData("\ud83d\ude80")]
    public void Name_ThatIsLong_IsCutBetweenCharacters_AndStaysItsOwn(string character)
    {
        var name = "a" + string.Concat(Enumerable.Repeat(character, 300));

        var part = PathParts.Of(name);

        Assert.InRange(Encoding.UTF8.GetByteCount(part), 220, 230);
        Assert.Matches("^a.*~[0-9a-f]{12}$", part);
        Assert.StartsWith(part[..^13], name, StringComparison.Ordinal);
        Assert.NotEqual(part, PathParts.Of(name + "b"));
        Assert.Equal(part, PathParts.Of(name));
    }
}
