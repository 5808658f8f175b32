namespace Fleet.EndToEnd.Tests;

/// <summary>The <c>./fleet</c> launcher: builds at most once, whoever asks and from wherever. The first start after a change takes a build, half a minute.</summary>
public sealed class LauncherTests
{
    [Fact]
    public async Task Launcher_TwoAtOnce_FromElsewhere_ThroughASymlink_BuildOnce()
    {
        Part.NeedsEngine(); // no engine is needed, but ./test.sh --unit is for what is quick
        var folder = Directory.CreateTempSubdirectory("fleet-launcher-");
        try
        {
            var link = Path.Combine(folder.FullName, "my-fleet");
            File.CreateSymbolicLink(link, Path.Combine(Part.Root, "fleet"));

            var both = await Task.WhenAll(Tool.RunAsync(link, ["version"], folder.FullName), Tool.RunAsync(Path.Combine(Part.Root, "fleet"), ["version"], "/"));
            var again = await Tool.RunAsync("../my-fleet", ["version"], folder.CreateSubdirectory("below").FullName);

            Assert.All(both.Append(again), run => Assert.True(run.Exit == 0, run.Output));
            Assert.All(both.Append(again), run => Assert.Contains("fleet: 0.", run.Output, StringComparison.Ordinal));
            Assert.InRange(both.Count(run => run.Output.Contains("building", StringComparison.Ordinal)), 0, 1);
            Assert.DoesNotContain("building", again.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
