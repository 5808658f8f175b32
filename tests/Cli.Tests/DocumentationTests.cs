using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Fleet.Coordinator.Api.Http;

namespace Fleet.Cli.Tests;

/// <summary>The pages for users say what the program does.</summary>
public sealed class DocumentationTests
{
    private static readonly CliEnvironment Nowhere = new() { Out = TextWriter.Null, Error = TextWriter.Null, In = Stream.Null, IsTerminal = false, Variable = _ => null };

    private static readonly string Root = FindRoot();

    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "examples"), "*.md")).Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal)];

    // FLEET_UPDATE_DOCS=1 writes the page.
    [Fact]
    public async Task CliPage_IsTheHelpOfEveryCommand()
    {
        var page = new StringBuilder("# Commands\n\nThe help of every command, as `fleet COMMAND --help` shows it. Exit codes: 0 done (`run`, `submit --wait` and `wait`: the workflow Succeeded), 1 failed, 2 invalid input or usage, 130 interrupted.\n");
        page.Append(await HelpAsync("fleet"));
        foreach (var command in FleetCli.Root(Nowhere).Subcommands)
            page.Append(await HelpAsync("fleet " + command.Name));
        var file = Path.Combine(Root, "docs", "cli.md");
        if (Environment.GetEnvironmentVariable("FLEET_UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(file, page.ToString(), TestContext.Current.CancellationToken);

        Assert.Equal(page.ToString(), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_ItsCommands_Parse(string page)
    {
        foreach (var line in Commands(File.ReadAllText(Path.Combine(Root, page))))
        {
            if (Regex.Match(line, @"^(?:[A-Z_]+=\S* )*(?:\./)?fleet( .*)?$") is { Success: true } match)
                Assert.True(FleetCli.Root(Nowhere).Parse(match.Groups[1].Value, new ParserConfiguration { ResponseFileTokenReplacer = null }).Errors.Count == 0, $"{page}: {line}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_ItsLinks_LeadSomewhere(string page)
    {
        var text = File.ReadAllText(Path.Combine(Root, page));
        foreach (Match link in Regex.Matches(text, @"\]\((?!https?://)([^)#\s]+)(#[^)]*)?\)"))
        {
            var target = Path.GetFullPath(Path.Combine(Root, Path.GetDirectoryName(page)!, link.Groups[1].Value));
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{page}: {link.Groups[1].Value}");
        }
    }

    [Fact]
    public void OperationsPage_NamesEveryVariable_AndOnlyThose()
    {
        var used = Directory.EnumerateFiles(Path.Combine(Root, "src", "Cli"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(path => Regex.Matches(File.ReadAllText(path), "\"(FLEET_[A-Z_]+)\"")).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Equal(used.Order(StringComparer.Ordinal), Settings().Select(row => row.Variable).Where(name => name.StartsWith("FLEET_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void OperationsPage_ItsOptions_ExistWhereItSays()
    {
        var root = FleetCli.Root(Nowhere);
        foreach (var (variable, option, _, who) in Settings().Where(row => row.Option.Length > 0))
        {
            var everywhere = root.Options.Any(known => known.Name == option);
            var commands = root.Subcommands.Where(command => command.Options.Any(known => known.Name == option)).Select(command => command.Name).ToArray();
            if (everywhere)
                continue;
            Assert.NotEmpty(commands);
            var said = Regex.Matches(who, "[a-z]+").Select(match => match.Value).Where(word => root.Subcommands.Any(command => command.Name == word)).ToArray();
            Assert.True(said.ToHashSet().SetEquals(commands), $"{variable}: {option} is an option of {string.Join(", ", commands)}; the page says: {who}");
        }
    }

    [Fact]
    public void OperationsPage_ItsDefaults_AreThoseOfTheCode()
    {
        var defaults = Settings().ToDictionary(row => row.Variable, row => row.Default);

        Assert.Equal($"`{ApiListen.DefaultUrl}`", defaults["FLEET_LISTEN"]);
        Assert.Equal($"{new Worker.Hosting.WorkerOptions { Id = "x", Runtime = null!, Version = "0" }.DrainLimit.TotalSeconds} s", defaults["FLEET_DRAIN_LIMIT"]);
    }

    [Fact]
    public void ExamplesPage_HasALineForEveryExample()
    {
        var page = File.ReadAllText(Path.Combine(Root, "examples", "README.md"));
        var named = Regex.Matches(page, @"^\| \[([a-z-]+\.yaml)\]\(\1\) \| .{10,}", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToArray();
        var files = Directory.EnumerateFiles(Path.Combine(Root, "examples"), "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToArray();

        Assert.InRange(files.Length, 10, int.MaxValue);
        Assert.Equal(files, named);
    }

    private static async Task<string> HelpAsync(string command)
    {
        using var output = new StringWriter();
        var environment = new CliEnvironment { Out = output, Error = TextWriter.Null, In = Stream.Null, IsTerminal = false, Variable = _ => null };
        Assert.Equal(0, await FleetCli.RunAsync([.. command.Split(' ').Skip(1), "--help"], environment));
        return $"\n## {command}\n\n```text\n{output.ToString().TrimEnd()}\n```\n";
    }

    private static IEnumerable<string> Commands(string markdown) => Regex.Matches(markdown, "^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)
        .SelectMany(block => block.Groups[1].Value.Split('\n')).Select(line => Regex.Replace(line, @"\s+#.*$", "").Trim());

    private static IEnumerable<(string Variable, string Option, string Default, string Who)> Settings() =>
        Regex.Matches(File.ReadAllText(Path.Combine(Root, "docs", "operations.md")), @"^\| `([A-Z_]+)` \|(?: `(--[a-z-]+)`)? \| (.*?) \| (.*?) \|$", RegexOptions.Multiline)
            .Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value, row.Groups[4].Value));

    internal static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Fleet.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
