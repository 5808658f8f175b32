using System.CommandLine;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary>Options of <c>run</c> and <c>submit</c> that change the manifest.</summary>
internal sealed class ManifestOptions
{
    private readonly Option<string[]> parameters = new("--parameter", "-p") { Description = "Argument parameter, NAME=VALUE; may be given several times.", HelpName = "NAME=VALUE" };
    private readonly Option<string?> parameterFile = new("--parameter-file", "-f") { Description = "YAML or JSON file with argument parameters.", HelpName = "FILE" };
    private readonly Option<string?> entrypoint = new("--entrypoint") { Description = "Entrypoint that replaces the manifest's.", HelpName = "TEMPLATE" };
    private readonly Option<string?> name = new("--name") { Description = "Name that replaces the manifest's.", HelpName = "NAME" };
    private readonly Option<string?> generateName = new("--generate-name") { Description = "Prefix of a generated name that replaces the manifest's.", HelpName = "PREFIX" };
    private readonly Option<int?> priority = new("--priority") { Description = "Priority that replaces the manifest's: higher ones are served first.", HelpName = "NUMBER" };
    private readonly Option<string?> account = new("--serviceaccount") { Description = "Service account that replaces the manifest's. It is a variable here, and nothing else.", HelpName = "NAME" };
    private readonly Option<string?> scheduled = new("--scheduled-time") { Description = "Moment that the workflow is for (RFC 3339), for workflow.scheduledTime.", HelpName = "TIME" };
    private readonly Option<string[]> labels = new("--labels", "-l") { Description = "Labels to add, a=b,c=d.", HelpName = "LABELS" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[parameters, parameterFile, entrypoint, name, generateName, labels, priority, account, scheduled])
            command.Options.Add(option);
    }

    /// <summary>What the command line asks for.</summary>
    public ManifestChanges Read(ParseResult parsed) => new()
    {
        Parameters = [.. ParameterFile.Read(parsed.GetValue(parameterFile)), .. Pairs("-p", parsed.GetValue(parameters) ?? [])],
        Entrypoint = parsed.GetValue(entrypoint),
        Name = parsed.GetValue(name),
        GenerateName = parsed.GetValue(generateName),
        Priority = parsed.GetValue(priority),
        ServiceAccountName = parsed.GetValue(account),
        ScheduledTime = CommandOptions.ParseMoment("--scheduled-time", parsed.GetValue(scheduled)),
        Labels = Pairs("-l", (parsed.GetValue(labels) ?? []).SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries))),
    };

    internal static List<KeyValuePair<string, string>> Pairs(string option, IEnumerable<string> texts) => [.. texts.Select(text =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            ? KeyValuePair.Create(text[..at], text[(at + 1)..])
            : throw new CliException($"{option} {text}: expected NAME=VALUE.", ExitCodes.Invalid))];
}
