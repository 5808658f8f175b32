using System.Text.Json;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Tests.Expressions;

public sealed class LoopTests
{
    private static LoopItem Item(string json) => LoopItem.FromJson(JsonDocument.Parse(json).RootElement);

    [Theory]
    [InlineData(null, null, "3", null, "0 1 2")]
    [InlineData("2", "4", null, null, "2 3 4")]
    [InlineData("1", "0", null, null, "1 0")]
    [InlineData("5", null, "2", "", "5 6")]
    [InlineData(null, null, "0", null, "")]
    [InlineData("-1", "1", "9", null, "-1 0 1")]
    [InlineData("9", "11", null, "h%03d", "h009 h010 h011")]
    public void Sequence_Bounds_AreExpanded(string? start, string? end, string? count, string? format, string expected)
    {
        IReadOnlyList<string> items = LoopSequence.Expand(start, end, count, format);

        Assert.Equal(expected, string.Join(' ', items));
    }

    [Fact]
    public void Item_Large_StandsInANameWithItsBegin()
    {
        var (fits, large) = (new string('a', LoopItem.MaxDescription), new string('a', LoopItem.MaxDescription - 1) + "\U0001F600" + new string('b', 100_000));

        Assert.Equal($"step(0:{fits})", LoopItem.FromText(fits).NodeName("step", 0));
        Assert.Equal($"step(1:{fits[1..]}...)", LoopItem.FromText(large).NodeName("step", 1));
        Assert.Equal(large, LoopItem.FromText(large).Value);
        var map = Item(JsonSerializer.Serialize(new { a = large, b = 1 }));
        Assert.Equal((LoopItem.MaxDescription + 3, large), (map.Description.Length, map.Fields!["a"]));
        Assert.StartsWith("a:aaa", map.Description, StringComparison.Ordinal);
        Assert.EndsWith("...", Item(JsonSerializer.Serialize(new[] { large })).Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%d%%", "65%")]
    [InlineData("%v", "65")]
    [InlineData("%02X", "41")]
    [InlineData("%#x", "0x41")]
    [InlineData("%o", "101")]
    [InlineData("%08b", "01000001")]
    [InlineData("%c", "A")]
    [InlineData("%q", "'A'")]
    [InlineData("%U", "U+0041")]
    [InlineData("%5d|", "   65|")]
    [InlineData("%-5d|", "65   |")]
    [InlineData("%+d", "+65")]
    [InlineData("%.4d", "0065")]
    [InlineData("%d-%[1]d", "65-65")]
    public void Sequence_Formats_AreGos(string format, string expected) =>
        Assert.Equal([expected], LoopSequence.Expand("65", "65", null, format));

    [Theory]
    [InlineData("%s", "%!s(int=7)")]
    [InlineData("x", "x%!(EXTRA int=7)")]
    [InlineData("%d-%d", "7-%!d(MISSING)")]
    [InlineData("%d%", "7%!(NOVERB)")]
    [InlineData("a\\tb%d", "a\tb7")]
    public void Sequence_OddFormats_KeepGosWords(string format, string expected) =>
        Assert.Equal([expected], LoopSequence.Expand("7", "7", null, format));

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("1", null, null, null)]
    [InlineData("x", "2", null, null)]
    [InlineData("1.5", "2", null, null)]
    [InlineData("0", "99999999", null, null)]
    [InlineData("0", "1", null, "\"%d")]
    public void Sequence_BadBounds_AreRefused(string? start, string? end, string? count, string? format) =>
        Assert.Throws<ExpressionException>(() => LoopSequence.Expand(start, end, count, format));

    [Theory]
    [InlineData("\"a(b)\"", "a(b)", "ab", LoopItemKind.String)]
    [InlineData("\"two\\nlines\"", "two\nlines", "two\\nlines", LoopItemKind.String)]
    [InlineData("1.50", "1.50", "1.50", LoopItemKind.Number)]
    [InlineData("true", "true", "true", LoopItemKind.Bool)]
    [InlineData("{\"b\": 1, \"a\": {\"y\": [1, 2], \"x\": \"t\"}}", """{"a":{"x":"t","y":[1,2]},"b":1}""", """a:{"x":"t","y":[1,2]},b:1""", LoopItemKind.Map)]
    [InlineData("[1, \"two\", {\"k\": 3}]", """[1,"two",{"k":3}]""", """[1 two {"k":3}]""", LoopItemKind.List)]
    public void Item_JsonValues_HaveValueAndDescription(string json, string value, string description, LoopItemKind kind)
    {
        LoopItem item = Item(json);

        Assert.Equal((kind, value, description), (item.Kind, item.Value, item.Description));
        Assert.Equal($"step(4:{description})", item.NodeName("step", 4));
    }

    [Fact]
    public void Item_Map_SetsFieldsInScope()
    {
        TagScope scope = Item("""{"image": "debian", "n": {"x": 1}}""").CreateScope(null);

        Assert.Equal("debian {\"x\":1}", TagTemplate.Render("{{item.image}} {{item.n}}", scope, TagOptions.Fail));
        Assert.Equal("DEBIAN", TagTemplate.Render("{{=sprig.upper(item.image)}}", scope, TagOptions.Fail));
        Assert.Throws<ExpressionException>(() => TagTemplate.Render("{{item.n.x}}", scope, TagOptions.Fail));
    }

    [Fact]
    public void ParseParam_List_GivesItems() =>
        Assert.Equal(["a", "2", """{"k":"v"}"""], LoopItem.ParseParam("""["a", 2, {"k": "v"}]""").Select(item => item.Value));

    [Theory]
    [InlineData("99999999999999999999", "value out of range")]
    [InlineData("-99999999999999999999", "value out of range")]
    [InlineData("--9", "invalid syntax")]
    [InlineData("9x", "invalid syntax")]
    public void Sequence_CountThatIsNone_SaysWhy(string count, string reason) =>
        Assert.Equal($"strconv.Atoi: parsing \"{count}\": {reason}", Assert.Throws<ExpressionException>(() => LoopSequence.Expand(null, null, count, null)).Message);

    [Fact]
    public void ParseParam_NoJson_IsToldWithoutBytes() =>
        Assert.DoesNotContain("LineNumber", Assert.Throws<ExpressionException>(() => LoopItem.ParseParam("not json")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1,")]
    [InlineData("{{steps.a.outputs.result}}")]
    public void ParseParam_NoList_SaysSo(string json) =>
        Assert.StartsWith(
            "withParam value could not be parsed as a JSON list: ",
            Assert.Throws<ExpressionException>(() => LoopItem.ParseParam(json)).Message,
            StringComparison.Ordinal);
}
