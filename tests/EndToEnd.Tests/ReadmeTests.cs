using System.Text.RegularExpressions;

namespace Fleet.EndToEnd.Tests;

/// <summary>Every command of the README works as it stands there; a command that no rule here covers fails the test.</summary>
public sealed class ReadmeTests
{
    private const string Listening = "listening on";

    [Fact]
    public async Task Commands_OfTheReadme_Work()
    {
        Part.NeedsEngine();
        using var fleet = new FleetProcess { Variables = { ["FLEET_LISTEN"] = "http://127.0.0.1:0", ["NO_COLOR"] = "1" } };
        var commands = Commands(await File.ReadAllTextAsync(Path.Combine(Part.Root, "README.md"), TestContext.Current.CancellationToken));

        Assert.Equal(["./fleet run examples/build-push-deploy.yaml", "./test.sh"], commands.Take(2));
        foreach (var command in commands)
            await RunAsync(fleet, command);
    }

    private static async Task RunAsync(FleetProcess fleet, string command)
    {
        string[] words = [.. Regex.Matches(command, "\"([^\"]*)\"|\\S+").Select(word => word.Groups[1].Success ? word.Groups[1].Value : word.Value)];
        switch (words)
        {
            case ["./fleet", "server", .. var options]:
                await fleet.Start(["server", .. options]).SeesAsync(Listening);
                break;
            case ["./fleet", .. var arguments]:
                var (exit, output, error) = await fleet.RunAsync(arguments);
                Assert.True(exit == 0, $"{command}: exit {exit}\n{output}\n{error}");
                break;
            case ["./test.sh"]:
                // It runs this test: only that it is there and says what it takes.
                var help = await Tool.RunAsync(Path.Combine(Part.Root, "test.sh"), ["--help"]);
                Assert.Contains("usage: ./test.sh", help.Output, StringComparison.Ordinal);
                break;
            case ["cp", var from, ".env"]:
                Assert.True(File.Exists(Path.Combine(Part.Root, from)), from);
                break;
            case ["export", ..]:
                // Names the server of the compose file: what follows goes to the server that was started above instead.
                break;
            case ["docker", "compose", ..]:
                await ComposeReadsAsync(command);
                break;
            default:
                Assert.Fail($"README.md: no test runs '{command}'");
                break;
        }
    }

    // Bringing it up is a test of its own: here, that the file is valid with the variables of the example filled in.
    private static async Task ComposeReadsAsync(string command)
    {
        var example = await File.ReadAllTextAsync(Path.Combine(Part.Root, ".env.example"), TestContext.Current.CancellationToken);
        var filled = Regex.Replace(example, "^([A-Z_]+)=$", "$1=secret", RegexOptions.Multiline);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, filled, TestContext.Current.CancellationToken);
            var (exit, output) = await Tool.RunAsync("docker", ["compose", "--env-file", file, "config", "--quiet"]);
            Assert.True(exit == 0, $"{command}: {output}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IReadOnlyList<string> Commands(string markdown) =>
        [.. Regex.Matches(markdown, "^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)
            .SelectMany(block => block.Groups[1].Value.Split('\n')).Select(line => Regex.Replace(line, @"\s+#.*$", "").Trim()).Where(line => line.Length > 0 && line[0] != '#')];
}
