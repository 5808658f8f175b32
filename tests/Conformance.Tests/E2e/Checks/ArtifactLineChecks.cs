using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.ObjectStore;

namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>Artifacts that need no store of their own.</summary>
internal static class ArtifactLineChecks
{
    public static IEnumerable<E2eCheck> All =>
    [
        E2eCheck.Of("artifacts/TestOutputOnInput", run => Assert.Equal("hi", run.StoredText(run.Root, "out-0").Trim())),
        E2eCheck.Of("functional/TestArchiveStrategies", run =>
        {
            run.AssertPhases("Succeeded", "consume-default", "consume-tar", "consume-none");
            Assert.Equal("hello", run.StoredText(run["generate-default"], "file-default").Trim());
            Assert.Equal("hello", run.StoredText(run["generate-tar"], "file-tar").Trim());
            Assert.Equal("hello", System.Text.Encoding.UTF8.GetString(run.Stored(run["generate-none"], "file-none")!).Trim());
        }),
        E2eCheck.Of("functional/TestDAGSkippedArtifactSubPathRef", run =>
        {
            run.AssertPhases("Skipped", "param-producer");
            run.AssertPhases("Error", "consumer");
            Assert.Contains("absent optional", run["consumer"].Message, StringComparison.Ordinal);
        }),
        E2eCheck.Of("functional/TestOutputArtifactS3BucketCreationEnabled", run =>
        {
            Assert.Equal("Succeeded", run["generate-artifact"].Phase);
            Assert.StartsWith("my-outputs/", run["generate-artifact"].ArtifactKey("hello-art"), StringComparison.Ordinal);
        }) with
        {
            NeedsMade = _ => [PlaceChecks.MinioCredentials()],
            Backing = (text, _) => text.Replace("minio:9000", S3Part.Address, StringComparison.Ordinal).Replace("bucket-that-does-not-exist-2", "fleet-that-does-not-exist-2", StringComparison.Ordinal),
        },
        E2eCheck.Of("file/expectedfailures/failed-artifact-save.yaml", run => Assert.Equal(("Error", "artifact randomfile: secrets \"non-existent-secret\" not found"), (run.Root.Phase, run.Root.Message))),
        E2eCheck.Of("functional/TestOptionalOutputArtifacts", run => Assert.Equal(("Succeeded", null), (run["generate-artifact"].Phase, Lone(run["generate-artifact"])))),
        E2eCheck.Of("hooks/TestTemplateLevelHooksWithRetry", run =>
        {
            Assert.Equal(("Succeeded", "Retry"), (run.At("[0].build").Phase, run.At("[0].build").Type));
            Assert.Equal(["Failed", "Failed", "Succeeded"], Enumerable.Range(0, 3).Select(attempt => run.At($"[0].build({attempt})").Phase));
            Assert.False(run.At("[0].build(0)").Flag("hooked"));
            Assert.All(new[] { "[0].build.hooks.started", "[0].build.hooks.success" }, hook =>
            {
                Assert.Equal(("Succeeded", true), (run.At(hook).Phase, run.At(hook).Flag("hooked")));
                Assert.Contains(run.At(hook).Id, run.At("[0].build").Children);
            });
            Assert.Contains(run.At("[0].build(0)").Id, run.At("[0].build").Children);
            Assert.False(run.Has("build.hooks.failed"));
            Assert.Equal(("Succeeded", "Welcome"), (run.At("[1].print").Phase, run.Log(run.At("[1].print"))));
        }),
        E2eCheck.Of("file/functional/artifact-input-output-samedir.yaml", run =>
        {
            // What the collecting step stores lies in the folder that it was given, beside it, or is what it was given.
            var log = run.Log("verify");
            Assert.All(new[] { "outer", "inner", "hello", "coincidental-prefix" }, text => Assert.Contains(text, log, StringComparison.Ordinal));
            Assert.Equal(run.StoredText(run["generate"], "hello"), run.StoredText(run["collect"], "hello"));
            Assert.Contains("coincidental-prefix", run.StoredText(run["collect"], "coincidental-prefix"), StringComparison.Ordinal);
        }),
        E2eCheck.Of("file/functional/nested-dag-outputs.yaml", run =>
        {
            Assert.Equal("my-output-parameter", run["nested-wf"].Output("nested-out-parameter"));
            Assert.Equal(run.At(".nested-wf.generate").ArtifactKey("out-artifact"), run["nested-wf"].ArtifactKey("nested-out-artifact"));
            Assert.All(run.All("consume"), pod => Assert.Contains("hello world", run.Log(pod), StringComparison.Ordinal));
        }),
        E2eCheck.Of("file/functional/output-input-artifact-optional.yaml", run =>
        {
            run.AssertPhases("Succeeded", "generate-artifact", "consume-artifact");
            Assert.Null(Lone(run["generate-artifact"]));
            Assert.Equal("/tmp/message", run.Log("consume-artifact"));
        }),
    ];

    // The name of a node's first stored output; null: it stored none.
    private static string? Lone(ExampleNode node) =>
        node.Json.TryGetProperty("outputs", out var outputs) && outputs.TryGetProperty("artifacts", out var artifacts)
            ? artifacts.EnumerateArray().Where(artifact => artifact.TryGetProperty("s3", out _)).Select(artifact => artifact.GetProperty("name").GetString()).FirstOrDefault()
            : null;
}
