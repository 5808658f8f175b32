using Fleet.Artifacts;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Runs;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Tests.Commands;

/// <summary>Secrets in the file of a workflow that runs on a server.</summary>
public sealed class GivenSecretsTests
{
    private const string File = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: w}
        spec: {entrypoint: m, templates: [{name: m, container: {image: "alpine:3.23"}}]}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: keys}
        data: {access: dXNlcg==, both: b2xk}
        stringData: {secret: pass, both: new}
        """;

    private static readonly GivenSecrets Given = new(WorkflowLoader.Load(File, new LoadOptions()).Documents);

    [Theory]
    [InlineData("keys", "access", "user")]
    [InlineData("keys", "secret", "pass")]
    [InlineData("keys", "both", "new")]
    [InlineData("keys", "none", null)]
    [InlineData("others", "access", null)]
    public void Value_IsThatOfTheFile(string name, string key, string? value) => Assert.Equal((value, name == "keys"), (Given.Value(name, key), Given.Has(name)));

    [Fact]
    public async Task Place_WithKeysOfTheFile_IsOpenedHere_OneWithOthersByTheServer_AndBothTogetherAreRefused()
    {
        var environment = new CliEnvironment { Out = TextWriter.Null, Error = TextWriter.Null, In = Stream.Null, IsTerminal = false, Size = () => (80, 24), Variable = _ => null };
        using var stores = new RemoteStores(new ServerNoteContent("http://127.0.0.1:1", null, 1, 1), environment, "team", Given);
        static string Place(string access, string secret) => $$"""{"s3":{"endpoint":"minio:9000","bucket":"b","accessKeySecret":{"name":"{{access}}","key":"access"},"secretKeySecret":{"name":"{{secret}}","key":"secret"} } }""";
        var token = TestContext.Current.CancellationToken;

        Assert.Equal("S3 bucket b at minio:9000", (await stores.OpenAsync(Place("keys", "keys"), token)).Description);
        Assert.Equal("the Fleet at http://127.0.0.1:1", (await stores.OpenAsync(Place("others", "others"), token)).Description);
        Assert.Contains("put both into the file, or apply both", (await Assert.ThrowsAsync<ArtifactRefusedException>(() => stores.OpenAsync(Place("keys", "others"), token))).Message, StringComparison.Ordinal);
    }
}
