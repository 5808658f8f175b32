using Fleet.Workflows.Expressions;
using Fleet.Workflows.Expressions.Kubectl;

namespace Fleet.Workflows.Tests.Expressions;

/// <summary>What Kubernetes' documentation says of <c>kubectl -o jsonpath</c>.</summary>
public sealed class KubectlPathTests
{
    private const string Json = """{"kind":"List","metadata":{"labels":{"app.kubernetes.io/name":"db","it's":"x"}},"items":[{"name":"a","tags":["p","q"],"size":1},{"name":"b","tags":[],"size":2}]}""";

    [Theory]
    [InlineData(".kind", "List")]
    [InlineData("{.kind}", "List")]
    [InlineData("{kind}", "List")]
    [InlineData("{$.kind}", "List")]
    [InlineData("kind is {.kind}, and{.no.such}", "kind is List, and")]
    [InlineData("{.metadata.labels.app\\.kubernetes\\.io/name}", "db")]
    [InlineData("{metadata.labels.app\\.kubernetes\\.io/name}", "db")]
    [InlineData("{.metadata.labels['app\\.kubernetes\\.io/name']}", "db")]
    [InlineData("{.items[*].name}", "a b")]
    [InlineData("{.items[*].tags[*]}", "p q")]
    [InlineData("{.items[?(@.size>1)].name}", "b")]
    [InlineData("{range .items[*]}{.name}={.size}{\"\\n\"}{end}", "a=1\nb=2\n")]
    [InlineData("{range .items[*]}[{range .tags[*]}<{@}>{end}]{end}", "[<p><q>][]")]
    [InlineData("{range .none[*]}x{end}", "")]
    [InlineData("{\"}\"}{.kind}", "}List")]
    [InlineData("{.items[0]}", """{"name":"a","size":1,"tags":["p","q"]}""")]
    public void Path_GivesWhatKubectlPrints(string template, string expected) => Assert.Equal(expected, KubectlPath.Read(Json, template));

    // Every level of the list holds all those below it.
    [Fact]
    public void RangesWithinRanges_HaveABound()
    {
        var json = "{\"a\":" + new string('[', 40) + new string(']', 40) + "}";
        var template = string.Concat(Enumerable.Repeat("{range ..*}", 15)) + "x" + string.Concat(Enumerable.Repeat("{end}", 15));
        Assert.Contains("too large", Assert.Throws<ExpressionException>(() => KubectlPath.Read(json, template)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{.kind", "a brace is not closed")]
    [InlineData("{range .items[*]}{.name}", "{range} without {end}")]
    [InlineData("{.kind}{end}", "{end} without {range}")]
    [InlineData("{.items[}", "at ")]
    public void Path_ThatIsNone_IsAnError(string template, string reason) =>
        Assert.Contains(reason, Assert.Throws<ExpressionException>(() => KubectlPath.Read(Json, template)).Message, StringComparison.Ordinal);
}
