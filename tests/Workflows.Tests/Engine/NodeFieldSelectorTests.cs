using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Tests.Engine;

public sealed class NodeFieldSelectorTests
{
    private static readonly Dictionary<string, string> Node = new(StringComparer.Ordinal)
    {
        ["displayName"] = "approve",
        ["phase"] = "Running",
        ["inputs.parameters.text.value"] = "Hello, World!",
        ["inputs.parameters.sum.value"] = @"a=b\c",
    };

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData(" , ", true)]
    [InlineData("displayName=approve", true)]
    [InlineData("displayName==approve, phase != Failed", true)]
    [InlineData("displayName=approve,phase=Failed", false)]
    [InlineData("displayName!=approve", false)]
    [InlineData("templateName=", true)]
    [InlineData("templateName!=x", true)]
    [InlineData(@"inputs.parameters.text.value=Hello\, World!,phase=Running", true)]
    [InlineData(@"inputs.parameters.sum.value=a\=b\\c", true)]
    [InlineData(@"inputs.parameters.sum.value=a=b\\c", true)]
    [InlineData("inputs.parameters.other.value=x", false)]
    public void Matches_WhereAllTermsHold(string? text, bool matches)
    {
        var selector = NodeFieldSelector.Parse(text, out var error);

        Assert.Null(error);
        Assert.Equal(matches, selector!.Matches(field => Node.GetValueOrDefault(field)));
    }

    [Theory]
    [InlineData("displayName", "node field selector 'displayName' is not of the form field=value")]
    [InlineData("=x", "node field selector '=x' is not of the form field=value")]
    [InlineData("phase=Running,inputs.parameters..value=x", "unknown field 'inputs.parameters..value'; use displayName, ")]
    [InlineData(@"displayName=C:\temp", @"node field selector 'displayName=C:\temp': \ goes before \, a comma or = only")]
    [InlineData(@"displayName=x\", @"\ goes before")]
    [InlineData(@"\", @"'\' is not of the form field=value")]
    public void Parse_OfWhatIsNone_SaysWhy(string text, string sentence)
    {
        Assert.Null(NodeFieldSelector.Parse(text, out var error));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }
}
