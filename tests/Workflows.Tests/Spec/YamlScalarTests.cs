using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Spec;

/// <summary>Scalars through the whole reader: as values of parameters, where any scalar stands for a string, and untouched in withItems.</summary>
public sealed class YamlScalarTests
{
    [Theory]
    [InlineData("5", "5")]
    [InlineData("-5", "-5")]
    [InlineData("+5", "5")]
    [InlineData("010", "8")]
    [InlineData("0o10", "8")]
    [InlineData("08", "8")]
    [InlineData("0x1F", "31")]
    [InlineData("0b101", "5")]
    [InlineData("1_000", "1000")]
    [InlineData("1.0", "1")]
    [InlineData("3.10", "3.1")]
    [InlineData("1e3", "1000")]
    [InlineData("1e-7", "0.0000001")]
    [InlineData("1e25", "10000000000000000000000000")]
    [InlineData(".5", "0.5")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("y", "true")]
    [InlineData("True", "true")]
    [InlineData("\"yes\"", "yes")]
    [InlineData("'010'", "010")]
    [InlineData("!!str 5", "5")]
    [InlineData("2024-01-02", "2024-01-02")]
    [InlineData("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z")]
    [InlineData("12:30:45", "12:30:45")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("1e", "1e")]
    [InlineData("yesterday", "yesterday")]
    [InlineData("0x", "0x")]
    public void Load_ParameterValue_IsArgosText(string yaml, string expected)
    {
        var result = WorkflowLoader.Load($$$"""
            kind: Workflow
            spec:
              entrypoint: m
              arguments: {parameters: [{name: p, value: {{{yaml}}} }]}
              templates: [{name: m, suspend: {}}]
            """);

        Assert.Empty(result.Errors);
        Assert.Equal(expected, result.Documents[0].Workflow!.Spec.Arguments.FindParameter("p")!.Value);
    }

    [Theory]
    [InlineData("5", "5")]
    [InlineData("1.50", "1.5")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1e-7", "1e-7")]
    [InlineData("yes", "true")]
    [InlineData("text", "\"text\"")]
    [InlineData("{a: 1, b: [x, null]}", """{"a":1,"b":["x",null]}""")]
    public void Load_Item_IsCompactJson(string yaml, string expected)
    {
        var result = WorkflowLoader.Load($$$"""
            kind: Workflow
            spec:
              entrypoint: m
              templates:
              - name: m
                steps: [[{name: s, template: t, withItems: [{{{yaml}}}]}]]
              - {name: t, suspend: {}}
            """);

        Assert.Empty(result.Errors);
        Assert.Equal(expected, Assert.Single(result.Documents[0].Workflow!.Spec.Templates[0].Steps![0][0].WithItems).Json);
    }

    [Theory]
    [InlineData(".inf")]
    [InlineData("!!int x")]
    public void Load_NoJsonValue_IsAnError(string yaml)
    {
        var result = WorkflowLoader.Load($"kind: Workflow\nspec:\n  entrypoint: {yaml}\n");

        Assert.Equal(3, Assert.Single(result.Errors).Line);
    }
}
