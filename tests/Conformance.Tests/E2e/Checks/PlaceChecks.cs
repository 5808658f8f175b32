using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.ObjectStore;

namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>Artifacts from URLs and git repositories.</summary>
internal static class PlaceChecks
{
    public static IEnumerable<E2eCheck> All =>
    [
        E2eCheck.Of("artifacts/TestGitArtifactDepthClone", run => Assert.Contains("README.md", run.Log(run.Root), StringComparison.Ordinal)) with { Backing = Git },
        E2eCheck.Of("artifacts/TestGitArtifactAtWorkingDir", run => Assert.Equal("/tmp/git", run.Log(run.Root))) with { Backing = Git },
        E2eCheck.Of("http_artifacts/TestOutputArtifactHttp", run => Assert.EndsWith("/put", Url(run.Root, "outputs"), StringComparison.Ordinal)) with { Backing = Web },
        E2eCheck.Of("http_artifacts/TestBasicAuthArtifactHttp", run => Assert.Equal("{}", run.Log(run.Root))) with { Backing = Web, NeedsMade = Credentials },
        E2eCheck.Of("http_artifacts/TestOAuthArtifactHttp", run => Assert.Equal("{}", run.Log(run.Root))) with { Backing = Web, NeedsMade = Credentials },
        E2eCheck.Of("functional/TestOptionalInputArtifacts", run => Assert.Equal("Succeeded", run.Phase)) with
        {
            NeedsMade = _ => [MinioCredentials()],
            Backing = (text, address) => text.Replace("https://github.com/argoproj/argo-workflows", address, StringComparison.Ordinal).Replace("minio:9000", S3Part.Address, StringComparison.Ordinal)
                .Replace("bucket: my-bucket", "bucket: fleet-of-no-object\n              createBucketIfNotPresent: {}", StringComparison.Ordinal),
        },
        E2eCheck.Of("file/functional/param-sub-with-artifacts.yaml", run => Assert.Equal("{}", run.Log(run.Root))) with
        {
            Backing = (text, address) => text.Replace("http://date.jsontest.com", address, StringComparison.Ordinal),
        },
        E2eCheck.Of("file/functional/input-artifact-optional.yaml", run => Assert.Equal("NoKubectl", run.Log(run.Root))) with { Backing = Debian },
        E2eCheck.Of("file/expectedfailures/failed-artifact-load.yaml", run =>
        {
            Assert.Equal("Error", run.Root.Phase);
            Assert.Contains("artifact doesnt-exist failed to load", run.Root.Message, StringComparison.Ordinal);
        }) with { Backing = (text, address) => text.Replace("https://non-existent-http-location.com", address + "/not-found", StringComparison.Ordinal) },
    ];

    /// <summary>The Secret of Argo's tests, for the S3 server.</summary>
    public static string MinioCredentials() =>
        $$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"my-minio-cred"},"stringData":{"accesskey":"{{S3Part.Keys.Access}}","secretkey":"{{S3Part.Keys.Secret}}"} }""";

    private static IReadOnlyList<string> Credentials(string address) =>
        [$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"my-httpbin-cred"},"stringData":{"user":"admin","pass":"password","clientID":"id","clientSecret":"secret","tokenURL":"{{address}}/token"} }"""];

    private static string Git(string text, string address) => text.Replace("https://github.com/argoproj-labs/go-git.git", address + "/git/repo.git", StringComparison.Ordinal);

    private static string Web(string text, string address) => text.Replace("http://httpbin:9100", address, StringComparison.Ordinal);

    private static string Debian(string text, string address) => text.Replace("debian:9.4", "debian:bookworm", StringComparison.Ordinal);

    private static string Url(ExampleNode node, string direction) => node.Json.GetProperty(direction).GetProperty("artifacts")[0].GetProperty("http").GetProperty("url").GetString()!;
}
