using System.Text;

namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>Artifacts: from step to step, through templates, by expressions, raw, with and without an archive.</summary>
internal static class ArtifactChecks
{
    private static readonly byte[] Gzip = [0x1f, 0x8b];

    private static void AssertArchivedLog(ExampleRun run)
    {
        Assert.Equal($"{run.Name}/{run.Name}/main.log", run.Root.ArtifactKey("main-logs"));
        Assert.Equal("hello world\n", Encoding.UTF8.GetString(run.Stored(run.Root, "main-logs")!));
    }

    // A program of our own: it says how it is called, and fails as kubectl does without a cluster.
    private static string Kubectl(string text, string address) =>
        text.Replace("https://storage.googleapis.com/kubernetes-release/release/v1.8.0/bin/linux/amd64/kubectl", address + "/kubectl", StringComparison.Ordinal);

    public static IEnumerable<ExampleCheck> All =>
    [
        new("archive-location", AssertArchivedLog),
        new("workflow-template/workflow-archive-logs", AssertArchivedLog),
        new("artifact-passing", run =>
        {
            Assert.Equal($"{run.Name}/{run["generate-artifact"].ArtifactKey("hello-art").Split('/')[1]}/hello-art.tgz", run["generate-artifact"].ArtifactKey("hello-art"));
            Assert.Equal("hello world", run.Log("consume-artifact"));
            run.AssertPhases("Succeeded", "[0]", "[1]");
        }),
        new("artifact-disable-archive", run =>
        {
            run.AssertAfter("consume-artifact", "generate-artifact");
            Assert.Contains("hello world", run.Log("consume-artifact"), StringComparison.Ordinal);
            var producer = run["generate-artifact"];
            Assert.Equal("hello world\n", Encoding.UTF8.GetString(run.Stored(producer, "hello-txt")!));
            Assert.True(Directory.Exists(Path.Combine(run.ArtifactFolder, producer.ArtifactKey("etc"))));
            Assert.Equal(Gzip, run.Stored(producer, "hello-txt-nc")![..2]);
            Assert.Equal("hello world\n", run.StoredText(producer, "hello-txt-nc"));
        }),
        new("arguments-artifacts", run => Assert.Equal("/usr/local/bin/kubectl version", run.Log(run.Root))) { Backing = Kubectl },
        new("input-artifact-http", run => Assert.Equal("/bin/kubectl version", run.Log(run.Root))) { Backing = Kubectl },
        new("artifact-gc-workflow", run =>
        {
            Assert.True(SpinWait.SpinUntil(() => run.Stored(run.Root, "on-completion") is null, TimeSpan.FromMinutes(1)), "it is still there");
            Assert.NotNull(run.Stored(run.Root, "on-deletion"));
        }),
        new("artifact-path-placeholders", run =>
        {
            Assert.Equal("3", run.Root.Output("actual-lines-count")!.Trim());
            Assert.Equal("1\n2\n3\n", run.StoredText(run.Root, "text"));
        }),
        new("conditional-artifacts", run => Assert.Equal($"it was {run["flip-coin"].Result}", run.StoredText(run.Root, "result").Trim())),
        new("dag-conditional-artifacts", run =>
        {
            var result = run["flip-coin"].Result!;
            Assert.Equal($"it was {result}", run.StoredText(run.Root, "result").Trim());
            Assert.Equal(run[result].ArtifactKey("result"), run.Root.ArtifactKey("result"));
            run.AssertPhases("Skipped", result == "heads" ? "tails" : "heads");
        }),
        new("global-outputs", run =>
        {
            var outputs = run.Workflow.GetProperty("status").GetProperty("outputs");
            Assert.Equal("hello world", outputs.GetProperty("parameters").EnumerateArray().Single(parameter => parameter.GetProperty("name").GetString() == "my-global-param").GetProperty("value").GetString());
            Assert.Equal("my-global-art", Assert.Single(outputs.GetProperty("artifacts").EnumerateArray()).GetProperty("name").GetString());
            Assert.Equal(2, run.All("consume-global-param").Count);
            Assert.All(run.Pods.Where(pod => pod.Name.Contains("consume-global-", StringComparison.Ordinal)), pod => Assert.Equal("hello world", run.Log(pod)));
        }),
        new("input-artifact-raw", run => Assert.Equal("this is\nthe raw file\ncontents", run.Log(run.Root))),
        new("key-only-artifact", run =>
        {
            Assert.Equal("my-file", run["generate"].ArtifactKey("file"));
            Assert.NotNull(run.Stored(run["generate"], "file"));
            Assert.Equal("hello", run.Log("consume"));
        }),
        new("nested-workflow", run =>
        {
            Assert.Equal("my-output-parameter", Assert.Single(run.Nodes, node => node.Output("nested-out-parameter") is not null).Output("nested-out-parameter"));
            Assert.Contains(run.Pods, pod => run.Log(pod).Contains("hello world", StringComparison.Ordinal));
        }),
    ];
}
