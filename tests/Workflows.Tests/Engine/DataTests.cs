using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Templates of type data.</summary>
public sealed class DataTests
{
    private const string Loop = "steps: [[{name: L, template: list}], [{name: U, template: leaf, withParam: '{{steps.L.outputs.result}}', arguments: {parameters: [{name: p, value: '{{item}}'}]}}]]";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Keys_AreTransformedOneAfterAnother_AndAreTheResult(bool reload)
    {
        var run = new VirtualRun(Yaml.Template(Loop, List("filter(data, {# endsWith '.log'})", "map(data, {# + '!'})"))) { ReloadAlways = reload }
            .On("L", Outcome.Ok with { Result = """["a.log","b.txt","c.log"]""" }).Run();
        var view = run.View();

        Assert.Equal(("Succeeded", "Pod", null), (view.Phase, view["L"].Type, view["L"].Message));
        Assert.Equal("""["a.log!","c.log!"]""", view["L"].Result);
        Assert.Equal(["a.log!", "c.log!"], run.Requests.Where(request => request.Template.Name == "leaf").Select(request => request.Template.Container!.Args![0]));
    }

    [Theory]
    [InlineData("filter(data, {# endsWith})", "data.transformation:")]
    [InlineData("nothing(data)", "data.transformation:")]
    public void Expression_ThatFails_IsAnError(string expression, string message)
    {
        var view = new VirtualRun(Yaml.Template(Loop, List(expression))).On("L", Outcome.Ok with { Result = "[]" }).Run().View();

        Assert.Equal("Failed", view["L"].Phase);
        Assert.StartsWith(message, view["L"].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StepWithoutExpression_IsPassedOver()
    {
        var view = new VirtualRun(Yaml.Template(Loop, List("map(data, {# + '!'})", ""))).On("L", Outcome.Ok with { Result = """["a"]""" }).Run().View();

        Assert.Equal("""["a!"]""", view["L"].Result);
    }

    [Fact]
    public void NoSource_IsAnError()
    {
        var view = new VirtualRun(Yaml.Template(Loop, "- {name: list, data: {source: {}, transformation: [{expression: data}]}}")).On("L", Outcome.Ok with { Result = "[]" }).Run().View();

        Assert.Equal(("Failed", "unable to process data source: no valid source is used for data template"), (view["L"].Phase, view["L"].Message));
    }

    [Fact]
    public void EmptyListing_SkipsTheLoop()
    {
        var view = new VirtualRun(Yaml.Template(Loop, List("data"))).On("L", Outcome.Ok with { Result = "[]" }).Run().View();

        Assert.Equal(("Succeeded", "Skipped"), (view.Phase, view["U"].Phase));
    }

    [Theory]
    [InlineData("""{"name":"x","s3":{"bucket":"b"}}""", null, "")]
    [InlineData("""{"name":"x","s3":{"key":"logs/"}}""", null, "logs/")]
    [InlineData("""{"name":"x","s3":{"endpoint":"e","bucket":"b"}}""", """{"s3":{"endpoint":"e","bucket":"b"}}""", "")]
    [InlineData("""{"name":"x","s3":{"endpoint":"e","bucket":"b","key":"k"}}""", """{"s3":{"endpoint":"e","bucket":"b"}}""", "k")]
    public void Source_IsAFolderOfAStore_OrOfTheRepository(string paths, string? location, string key) => Assert.Equal((location, key), new DataTemplate { ArtifactPaths = paths }.Source());

    [Theory]
    [InlineData("""{"name":"l","azure":{"endpoint":"e","container":"c","blob":"logs/"}}""", """{"azure":{"endpoint":"e","container":"c"}}""", "logs/")]
    [InlineData("""{"name":"l","azure":{"endpoint":"e","container":"c"}}""", """{"azure":{"endpoint":"e","container":"c"}}""", "")]
    [InlineData("""{"name":"l","gcs":{"bucket":"b","key":"logs"}}""", """{"gcs":{"bucket":"b"}}""", "logs")]
    [InlineData("""{"name":"l","oss":{"endpoint":"e","bucket":"b"}}""", """{"oss":{"endpoint":"e","bucket":"b"}}""", "")]
    [InlineData("""{"name":"l","azure":{"blob":"logs"}}""", null, "logs")]
    public void Keys_OfAnyStore_AreListedWhereItIs(string paths, string? location, string key) =>
        Assert.Equal((location, key), new Fleet.Workflows.Spec.DataTemplate { ArtifactPaths = paths }.Source());

    private static string List(params string[] expressions) => """
        - name: list
          data:
            source: {artifactPaths: {name: logs, s3: {key: logs}}}
            transformation: [
        """ + string.Join(", ", expressions.Select(expression => "{expression: \"" + expression + "\"}")) + "]";
}
