using Fleet.Cli.Output;

namespace Fleet.Cli.Tests.Output;

public sealed class MarkupTextTests
{
    [Theory]
    [InlineData("[red]failed[/] step", 80, "failed step")]
    [InlineData("[red]failed[/] step", 11, "failed step")]
    [InlineData("[red]failed[/] step", 10, "failed st…")]
    [InlineData("[red]failed[/] step", 4, "fai…")]
    [InlineData("日本語の名前", 6, "日本…")]
    [InlineData("[[not markup]]", 80, "[not markup]")]
    [InlineData("", 10, "")]
    public void Render_Plain_IsCutToCells(string markup, int width, string text) => Assert.Equal(text, MarkupText.Render(markup, width, colour: false));

    [Fact]
    public void Render_Colour_ClosesWhatItOpens()
    {
        var text = MarkupText.Render("[red]failed[/] step", 4, colour: true);

        Assert.StartsWith("\u001b[", text, StringComparison.Ordinal);
        Assert.EndsWith("\u001b[0m", text, StringComparison.Ordinal);
        Assert.Contains("fai…", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_LongLine_IsNotWrapped() => Assert.Equal(3000, MarkupText.Render(string.Concat(Enumerable.Repeat("word ", 600)), int.MaxValue, colour: false).Length);
}
