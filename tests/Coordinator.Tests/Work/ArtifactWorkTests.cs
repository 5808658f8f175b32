using System.Text;
using Fleet.Contracts;
using Fleet.Coordinator.Runs.Work;
using Fleet.Coordinator.Submission;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Tests.Work;

public sealed class ArtifactWorkTests
{
    [Fact]
    public void Outputs_SayKeyArchiveAndLevel()
    {
        var outputs = Pod("""
            "outputs":{"artifacts":[{"name":"a","path":"/a","s3":{"key":"k/a.tgz"}},{"name":"b","path":"/b","optional":true,"archive":{"none":{}},"s3":{"key":"k/b"}},
            {"name":"c","path":"/c","archive":{"tar":{"compressionLevel":0}},"s3":{"key":"k/c"}},{"name":"d","path":"/d","archive":{"zip":{}},"s3":{"key":"k/d"}}]}
            """).Outputs.Artifacts;

        Assert.Equal(
            [("k/a.tgz", ArtifactArchive.Default, null, false), ("k/b", ArtifactArchive.None, null, true), ("k/c", ArtifactArchive.Tar, (int?)0, false), ("k/d", ArtifactArchive.Zip, null, false)],
            outputs.Select(output => (output.Key, output.Archive, output.CompressionLevel, output.Optional)));
    }

    [Theory]
    [InlineData("build/build-t-1/out", "build/build-t-1/out")]
    [InlineData("build/build-t-1/x", "build/build-t-1/x/sub")]
    public void Outputs_OfOneTaskThatLieWithinEachOther_AreNotAlone(string one, string other)
    {
        var outputs = Pod($$$"""
            "outputs":{"artifacts":[{"name":"a","path":"/a","archive":{"none":{}},"s3":{"key":"{{{one}}}"}},{"name":"b","path":"/b","archive":{"none":{}},"s3":{"key":"{{{other}}}"}},{"name":"c","path":"/c","archive":{"none":{}},"s3":{"key":"build/build-t-1/c"}}]}
            """, "build-t-1").Outputs.Artifacts;

        Assert.Equal([false, false, true], outputs.Select(output => output.IsAlone));
    }

    // The pod of a workflow with one task has the workflow's name.
    [Theory]
    [InlineData("build-t-1", "build/build-t-1/o", true)]
    [InlineData("build-t-1", "artifacts/build-t-1/o", true)]
    [InlineData("build-t-1", "reports/build", false)]
    [InlineData("build-t-1", "reports/build-t-1", true)]
    [InlineData("build-t-1", "reports/build-t-10/o", false)]
    [InlineData("build", "build/build/o", true)]
    [InlineData("build", "reports/build/o", false)]
    public void Output_IsAloneBelowItsKey_WhenThatNamesThePod(string pod, string key, bool alone)
    {
        var output = Pod($$$"""
            "outputs":{"artifacts":[{"name":"o","path":"/o","archive":{"none":{}},"s3":{"key":"{{{key}}}"}}]}
            """, pod).Outputs.Artifacts[0];

        Assert.Equal(alone, output.IsAlone);
    }

    [Fact]
    public void Inputs_AreKeysOrRaw_AndOptionalOnesMayBeNeither()
    {
        var inputs = Pod("""
            "inputs":{"artifacts":[{"name":"a","path":"/a","mode":384,"recurseMode":true,"s3":{"key":"k"}},{"name":"b","path":"/b","raw":{"data":"text"}},{"name":"c","path":"/c","optional":true}]}
            """).Artifacts;

        Assert.Equal([("k", 384, true), (null, null, false), (null, (int?)null, false)], inputs.Select(input => (input.Key, input.Mode, input.RecurseMode)));
        Assert.Equal("text", Encoding.UTF8.GetString(inputs[1].Raw!));
        Assert.True(inputs[2].Optional);
    }

    [Fact]
    public void Keys_AreInTheWorkflowsRepository_OrInAPlaceOfTheirOwn()
    {
        const string Repository = """{"s3":{"bucket":"b","endpoint":"e"}}""";
        var pod = Pod("""
            "inputs":{"artifacts":[{"name":"a","path":"/a","s3":{"key":"k"}},{"name":"b","path":"/b","s3":{"endpoint":"other","bucket":"c","key":"l","insecure":true}},{"name":"c","path":"/c","s3":{"bucket":"c","key":"m"}}]},
            "outputs":{"artifacts":[{"name":"o","path":"/o","s3":{"key":"n"}}]}
            """, ArtifactRepository.Read(Repository));

        Assert.Equal(
            [("k", Repository), ("l", """{"s3":{"endpoint":"other","bucket":"c","insecure":true}}"""), ("m", Repository)],
            pod.Artifacts.Select(input => (input.Key, input.Place?.Location)));
        Assert.Equal(("n", Repository), (pod.Outputs.Artifacts[0].Key, pod.Outputs.Artifacts[0].Place?.Location));
    }

    [Fact]
    public void Places_CarryTheSealedValuesOfTheirSecrets()
    {
        const string Bucket = """{"s3":{"bucket":"b","endpoint":"e","accessKeySecret":{"name":"s","key":"a"},"secretKeySecret":{"name":"s","key":"b"},"sessionTokenSecret":{"name":"s","key":"c","optional":true}}}""";
        var pod = Pod("""
            "outputs":{"artifacts":[{"name":"o","path":"/o","s3":{"key":"n"}}]}
            """, ArtifactRepository.Read(Bucket), new SecretValue("s", "a", "sealed-a"), new SecretValue("s", "b", "sealed-b"));

        Assert.Equal([("s/a", "sealed-a"), ("s/b", "sealed-b")], pod.Outputs.Artifacts[0].Place!.Secrets.Select(secret => (secret.Name, secret.Sealed!.Text)));
    }

    [Fact]
    public void Manifest_OfAnArtifact_IsReadByAWorker()
    {
        var template = SpecReader.ReadTemplate("""{"name":"t","resource":{"action":"create","manifestFrom":{"artifact":{"name":"m"}}},"inputs":{"artifacts":[{"name":"m","path":"/m","s3":{"key":"k"}}]}}""");
        var work = WorkBuilder.Build(new WorkScope(Guid.Empty, "ci", "build", new WorkflowSpec()), 3, 1, new TaskRequest { Template = template, NodeName = "build", PodName = "build-t-1" });

        Assert.Equal(("m", "k"), (work.ReadArtifact!.Artifact.Name, work.ReadArtifact.Artifact.Key));
        Assert.Null(work.Pod);
    }

    private static PodWork Pod(string fields, ArtifactRepository? repository = null, params SecretValue[] secrets) => Pod(fields, "build-t-1", repository, secrets);

    private static PodWork Pod(string fields, string pod, ArtifactRepository? repository = null, params SecretValue[] secrets) => WorkBuilder.Build(
        new WorkScope(Guid.Empty, "ci", "build", new WorkflowSpec()) { Repository = repository ?? ArtifactRepository.Own },
        3,
        1,
        new TaskRequest { Template = SpecReader.ReadTemplate($$$"""{"name":"t","container":{"image":"i"},{{{fields}}}}"""), NodeName = "build", PodName = pod, Secrets = secrets }).Pod!;
}
