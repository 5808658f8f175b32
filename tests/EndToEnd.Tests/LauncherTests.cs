namespace Fleet.EndToEnd.Tests;

/// <summary>The <c>./fleet</c> launcher, with a <c>dotnet</c> that only notes its builds: when it builds, and what it runs.</summary>
public sealed class LauncherTests : IDisposable
{
    private const string Dotnet = """
        #!/bin/sh
        # Notes a publish and makes its output; else says what it would run.
        if [ "$1" != publish ]; then echo "ran ${1##*/} $2"; exit 0; fi
        echo publish >>"$FAKE_LOG"
        [ -z "${FAKE_ERROR:-}" ] || { echo "x.cs(1,1): error $FAKE_ERROR: broken"; exit 1; }
        while [ "$1" != --output ]; do shift; done
        mkdir -p "$2"
        : >"$2/fleet.dll"
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fleet-launcher-");
    private readonly Dictionary<string, string> variables;

    public LauncherTests()
    {
        File.Copy(Path.Combine(Part.Root, "fleet"), Launcher);
        folder.CreateSubdirectory("root/src/Cli");
        File.WriteAllText(Source, "one");
        foreach (var file in (string[])["Directory.Build.props", "Directory.Packages.props", "global.json"])
            File.WriteAllText(At("root/" + file), "");
        folder.CreateSubdirectory("bin");
        File.WriteAllText(At("bin/dotnet"), Dotnet);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(At("bin/dotnet"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        variables = new() { ["PATH"] = At("bin") + ":" + Environment.GetEnvironmentVariable("PATH"), ["FAKE_LOG"] = At("log") };
    }

    private string Launcher => Path.Combine(folder.CreateSubdirectory("root").FullName, "fleet");

    private string Source => At("root/src/Cli/Program.cs");

    [Fact]
    public async Task SecondStart_BuildsNothing_UntilASourceChanges()
    {
        var first = await RunAsync(Launcher);
        Assert.Contains("building for the first time", first.Output, StringComparison.Ordinal);
        Assert.Contains("ran fleet.dll version", first.Output, StringComparison.Ordinal);
        Assert.Equal("ran fleet.dll version\n", (await RunAsync(Launcher)).Output);
        Assert.Equal(1, Builds);

        await File.WriteAllTextAsync(Source, "two", TestContext.Current.CancellationToken);

        Assert.Contains("sources changed", (await RunAsync(Launcher)).Output, StringComparison.Ordinal);
        Assert.Equal(2, Builds);
    }

    [Fact]
    public async Task SeveralAtOnce_BuildOnce()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunAsync(Launcher)));

        Assert.All(all, run => Assert.Contains("ran fleet.dll version", run.Output, StringComparison.Ordinal));
        Assert.Equal(1, Builds);
    }

    [Theory]
    [InlineData("", "root/fleet")]
    [InlineData("root", "./fleet")]
    [InlineData("root/src", "../fleet")]
    [InlineData("", "./link")]
    [InlineData("root/src", "../../link-to-link")]
    public async Task Start_FromAnyFolder_OrThroughSymlinks_FindsItsRoot(string from, string command)
    {
        File.CreateSymbolicLink(At("link"), Launcher);
        File.CreateSymbolicLink(At("link-to-link"), "link");

        var run = await RunAsync("/bin/sh", Path.Combine(folder.FullName, from), "-c", $"{command} version");

        Assert.Contains("ran fleet.dll version", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(At("root/artifacts/launcher/current/fleet.dll")));
    }

    [Fact]
    public async Task Build_Fails_ShowsTheErrorOnce_AndTheNextStartTriesAgain()
    {
        variables["FAKE_ERROR"] = "CS1002";
        var failed = await RunAsync(Launcher);
        Assert.Equal(70, failed.Exit);
        Assert.Contains("error CS1002: broken", failed.Output, StringComparison.Ordinal);

        variables.Remove("FAKE_ERROR");
        Assert.Contains("ran fleet.dll version", (await RunAsync(Launcher)).Output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private int Builds => File.ReadAllLines(At("log")).Length;

    private string At(string path) => Path.Combine(folder.FullName, path);

    private Task<(int Exit, string Output)> RunAsync(string program, string? from = null, params string[] arguments) =>
        Tool.RunAsync(program, arguments.Length > 0 ? arguments : ["version"], from ?? folder.FullName, variables);
}
