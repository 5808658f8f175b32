using Fleet.Cli.Output;

namespace Fleet.Cli.Tests.Output;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain text, ünïcödé ✔", "plain text, ünïcödé ✔")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("\u001b[31mred\u001b[0m", "\u001b[31mred\u001b[0m\u001b[0m")]
    [InlineData("\u001b[1;38;5;200mbold", "\u001b[1;38;5;200mbold\u001b[0m")]
    [InlineData("\u001b[2J\u001b[Hcleared", "cleared")]
    [InlineData("\u001b[3Aup\u001b[K", "up")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u001b(Bcharset\u001bc", "charset")]
    [InlineData("10 %\r50 %\r100 %", "100 %")]
    [InlineData("windows\r", "windows")]
    [InlineData("bell\u0007 back\u0008", "bell back")]
    [InlineData("\u001b[?25lhidden cursor", "hidden cursor")]
    [InlineData("cut off \u001b[", "cut off [")]
    public void Safe_KeepsColoursOnly(string line, string safe) => Assert.Equal(safe, TerminalText.Safe(line));
}
