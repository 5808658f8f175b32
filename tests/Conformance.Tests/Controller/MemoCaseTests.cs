using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Conformance.Tests.Controller;

public sealed class MemoCaseTests
{
    private const string Hello = """{"parameters":[{"name":"hello","value":"foobar"}]}""";

    [Fact]
    public void TestConfigMapCacheLoadOperate()
    {
        var run = ControllerCase.Run("TestConfigMapCacheLoadOperate");
        run.Memo[new MemoKey("default", "whalesay-cache", "hi-there-world")] = new MemoEntry("some-id", Hello, VirtualRun.Start.AddDays(-1));
        var node = Assert.Single(run.Run().View().Nodes);
        Assert.Equal(("Succeeded", "foobar"), (node.Phase, node.Output("hello")));
        Assert.Empty(run.Requests);
    }

    [Theory]
    [InlineData(5, "Succeeded")]
    [InlineData(15, "Running")]
    public void TestConfigMapCacheLoadOperateMaxAge(int age, string phase)
    {
        var run = ControllerCase.Run("TestConfigMapCacheLoadOperateMaxAge").On("*", Outcome.Hangs);
        run.Memo[new MemoKey("default", "whalesay-cache", "hi-there-world")] = new MemoEntry("some-id", Hello, VirtualRun.Start.AddSeconds(-age));
        Assert.Equal(phase, Assert.Single(run.RunFor(1).View().Nodes).Phase);
    }

    [Fact]
    public void TestMemoizationTemplateLevelCacheWithStepWithCache()
    {
        var run = ControllerCase.Run("TestMemoizationTemplateLevelCacheWithStepWithCache");
        run.Memo[new MemoKey("default", "cache-top-entrypoint", "entrypoint-key-1")] = new MemoEntry("some-id", Hello, VirtualRun.Start);
        var view = run.Run().View();
        var node = Assert.Single(view.Nodes);
        Assert.Equal(("Steps", "Succeeded"), (node.Type, node.Phase));
        Assert.Contains("\"memoizationStatus\":{\"hit\":true,\"key\":\"entrypoint-key-1\",\"cacheName\":\"cache-top-entrypoint\"}", view.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void TestMemoizationTemplateLevelCacheStepSavesOutputs()
    {
        var run = ControllerCase.Run("TestMemoizationTemplateLevelCacheStepSavesOutputs").On("whalesay", Outcome.Gives("hello", "x")).Run();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Contains("\"name\":\"url\",\"value\":\"https://argo-workflows.company.com/workflows/namepace/", run.Memo[new MemoKey("default", "cache-top-entrypoint", "entrypoint-key-1")].Outputs, StringComparison.Ordinal);
    }

    [Fact]
    public void TestWorkflowMemoizationWithMutex()
    {
        var run = ControllerCase.Run("TestWorkflowMemoizationWithMutex", reload: true).Run();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Single(run.Requests);
        Assert.Contains("\"hit\":true,\"key\":\"memo-key-1\"", run.View().Json, StringComparison.Ordinal);
        Assert.Contains("\"hit\":false,\"key\":\"memo-key-1\"", run.View().Json, StringComparison.Ordinal);
    }
}
