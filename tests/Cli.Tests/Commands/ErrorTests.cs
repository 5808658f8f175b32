using Fleet.Cli.Hosting;

namespace Fleet.Cli.Tests.Commands;

/// <summary>What goes wrong outside is a sentence on standard error and an exit code, never a stack trace.</summary>
public sealed class ErrorTests : IDisposable
{
    private readonly CliRun cli = new();

    [Theory]
    [InlineData("run")]
    [InlineData("submit")]
    public async Task Manifest_IsAFolder_ExitsTwo(string command) => await SaysAsync(2, "is a folder: name a file in it.", command, Path.GetTempPath());

    [Theory]
    [InlineData("run")]
    [InlineData("submit")]
    [InlineData("lint")]
    public async Task Manifest_IsMissing_ExitsTwo(string command) => await SaysAsync(2, "no-such.yaml: no such file.", command, cli.FileOf("no-such.yaml"));

    [Theory]
    [InlineData("configMap: none", "ConfigMap 'none' does not exist")]
    [InlineData("configMap: none, key: x", "ConfigMap 'none' does not exist")]
    public async Task Run_WithAFile_ForARepositoryThatIsNotThere_IsRefused(string reference, string sentence)
    {
        var file = cli.FileOf("in.txt");
        await File.WriteAllTextAsync(file, "x", TestContext.Current.CancellationToken);
        var manifest = $$"""
            kind: Workflow
            metadata: {generateName: takes-}
            spec:
              entrypoint: main
              artifactRepositoryRef: { {{reference}} }
              arguments: {artifacts: [{name: in}]}
              templates:
              - name: main
                inputs: {artifacts: [{name: in, path: /in}]}
                container: {image: busybox}
            """;

        Assert.Equal(2, await cli.RunAsync(manifest, "run", "-", "--runtime", "dummy", "-a", $"in={file}"));

        Assert.Contains("-a cannot store files for this workflow: " + sentence, cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifest_IsEmpty_ExitsTwo_WithoutAnEngine()
    {
        cli.Variables["DOCKER_HOST"] = "tcp://127.0.0.1:1";
        await File.WriteAllTextAsync(cli.FileOf("empty.yaml"), "", TestContext.Current.CancellationToken);

        await SaysAsync(2, "there is no manifest in it", "run", cli.FileOf("empty.yaml"));
    }

    [Fact]
    public async Task Fraction_ThatIsNone_IsSaidInPlainWords() => await SaysAsync(2, "'x' for option '--cpu': a number is expected.", "simulate", "-", "--cpu", "x");

    [Theory]
    [InlineData("run", "-", "--slots", "x")]
    [InlineData("logs", "name", "--tail", "x")]
    public async Task Number_ThatIsNone_IsSaidInPlainWords(params string[] arguments) => await SaysAsync(2, $"'x' for option '{arguments[^2]}': a whole number is expected.", arguments);

    [Theory]
    [InlineData("http://coordinator:2746", "keeps the artifacts itself")]
    [InlineData("ftp://somewhere", "neither a folder, nor the address of a coordinator")]
    [InlineData("s3:///prefix", "has no bucket")]
    [InlineData("s3://key:secret@bucket", "set AWS_ACCESS_KEY_ID")]
    [InlineData("s3://bucket?endpont=x", "known are endpoint")]
    [InlineData("s3://bucket?insecure=yes", "with true or false")]
    [InlineData("azure:///prefix", "has no container; write azure://CONTAINER/PREFIX?endpoint=https://ACCOUNT.blob.core.windows.net")]
    [InlineData("azure://account:key@container", "set AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY")]
    [InlineData("azure://container?insecure=true", "known are endpoint.")]
    [InlineData("gcs://bucket?endpoint=x", "write gcs://BUCKET/PREFIX")]
    [InlineData("oss://key:secret@bucket", "set ALIBABA_CLOUD_ACCESS_KEY_ID")]
    public async Task ArtifactStore_OfAServer_IsAFolder(string place, string sentence) => await SaysAsync(2, sentence, "server", "--artifact-store", place);

    [Fact]
    public async Task Lint_FolderWithoutManifests_ExitsTwo() => await SaysAsync(2, "no .yaml, .yml or .json file is in this folder", "lint", Directory.CreateDirectory(cli.FileOf("folder")).FullName);

    [Theory]
    [InlineData("[1, 2]", "expected a mapping")]
    [InlineData("{[a, b]: c}", "a list cannot be a key")]
    [InlineData("a: [b", ".yaml:")]
    [InlineData("deep", "nested deeper than 50 levels")]
    public async Task ParameterFile_Wrong_ExitsTwo(string text, string sentence)
    {
        await File.WriteAllTextAsync(cli.FileOf("parameters.yaml"), text == "deep" ? "a: " + new string('[', 100_000) : text, TestContext.Current.CancellationToken);

        await SaysAsync(2, sentence, "run", "-", "-f", cli.FileOf("parameters.yaml"));
    }

    [Fact]
    public async Task ParameterFile_IsAFolder_ExitsTwo() => await SaysAsync(2, "is a folder", "run", "-", "-f", Path.GetTempPath());

    [Fact]
    public async Task DataFolder_CannotBeMade_SaysHowToNameAnother()
    {
        await File.WriteAllTextAsync(cli.FileOf("file"), "", TestContext.Current.CancellationToken);

        await SaysAsync(1, "--data DIR", "--data", cli.FileOf("file/data"), "list");
    }

    [Fact]
    public async Task DataFolder_HasAForeignStore_IsASentence()
    {
        Directory.CreateDirectory(cli.FileOf("data"));
        await File.WriteAllTextAsync(cli.FileOf("data/fleet.db"), new string('x', 5000), TestContext.Current.CancellationToken);

        await SaysAsync(1, "fleet.db", "list");
    }

    [Theory]
    [InlineData("list")]
    [InlineData("get", "x")]
    [InlineData("watch", "x")]
    [InlineData("logs", "x")]
    public async Task Server_DoesNotAnswer_ExitsOne(params string[] arguments) => await SaysAsync(1, "no answer from http://127.0.0.1:1/", [.. arguments, "--server", "127.0.0.1:1"]);

    [Theory]
    [InlineData("get")]
    [InlineData("watch")]
    [InlineData("wait")]
    [InlineData("logs")]
    [InlineData("stop")]
    [InlineData("suspend")]
    [InlineData("resume")]
    [InlineData("terminate")]
    [InlineData("delete")]
    public async Task Workflow_Unknown_ExitsOne(string command)
    {
        await SaysAsync(1, "\"nobody\" not found", command, "nobody");
        await SaysAsync(1, "fleet: ", command, "@latest");
    }

    [Fact]
    public async Task Wait_IgnoreNotFound_ExitsZero() => Assert.Equal(0, await cli.RunAsync(null, "wait", "nobody", "--ignore-not-found"));

    public void Dispose() => cli.Dispose();

    private async Task SaysAsync(int exit, string sentence, params string[] arguments)
    {
        Assert.Equal(exit, await cli.RunAsync("", arguments));
        Assert.Contains(sentence, cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Out);
    }
}
