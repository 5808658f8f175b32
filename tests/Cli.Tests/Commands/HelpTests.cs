using System.CommandLine;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Tests.Commands;

public sealed class HelpTests : IDisposable
{
    private static readonly CliEnvironment Nowhere = new() { Out = TextWriter.Null, Error = TextWriter.Null, In = Stream.Null, IsTerminal = false, Variable = _ => null };

    private readonly CliRun cli = new();

    public static TheoryData<string> Commands => [.. FleetCli.Root(Nowhere).Subcommands.Select(command => command.Name)];

    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Program_WithoutCommand_ShowsEveryCommand(params string[] arguments)
    {
        Assert.Equal(0, await cli.RunAsync(null, arguments));

        Assert.Empty(cli.Error);
        Assert.All(FleetCli.Root(Nowhere).Subcommands, command => Assert.Contains($"\n  {command.Name} ", cli.Out, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_Help_NamesItsArgumentsOptionsAndExamples(string name)
    {
        Assert.Equal(0, await cli.RunAsync(null, name, "--help"));

        var command = FleetCli.Root(Nowhere).Subcommands.Single(command => command.Name == name);
        Assert.Contains($"Usage: fleet {name} ", cli.Out, StringComparison.Ordinal);
        Assert.All(command.Arguments, argument => Assert.Contains($"\n  {argument.Name} ", cli.Out, StringComparison.Ordinal));
        Assert.All(command.Options, option => Assert.Contains(option.Name + " ", cli.Out, StringComparison.Ordinal));
        Assert.All(command.Options.Cast<Symbol>().Concat(command.Arguments), symbol => Assert.False(string.IsNullOrEmpty(symbol.Description), symbol.Name));
        Assert.NotEmpty(CommandExamples.Of(name));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_Examples_Parse(string name)
    {
        foreach (var example in CommandExamples.Of(name))
        {
            var at = example.IndexOf($"fleet {name}", StringComparison.Ordinal);
            Assert.True(at >= 0, example);
            // What a shell would cut off: redirections, && and the bracket of a substitution.
            var line = example[(at + "fleet ".Length)..].Split(" > ")[0].Split(" && ")[0].TrimEnd(')');

            Assert.Empty(FleetCli.Root(Nowhere).Parse(line, new ParserConfiguration { ResponseFileTokenReplacer = null }).Errors);
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    public async Task Help_NarrowTerminal_StaysInside(int columns)
    {
        cli.Terminal = (columns, 24);

        Assert.Equal(0, await cli.RunAsync(null, "run", "--help"));

        Assert.All(cli.Out.Split("Examples:")[0].Split('\n'), line => Assert.InRange(line.Length, 0, columns));
    }

    public void Dispose() => cli.Dispose();
}
