using System.CommandLine;
using System.Globalization;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary>Options of <c>run</c>, <c>submit</c> and <c>simulate</c> about the manifest: how it is read, and what is changed in it.</summary>
internal sealed class ManifestOptions
{
    private static readonly string[] Rfc3339 = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    private readonly Option<string[]> parameters = new("--parameter", "-p") { Description = "Argument parameter, NAME=VALUE; may be given several times.", HelpName = "NAME=VALUE" };
    private readonly Option<string?> parameterFile = new("--parameter-file", "-f") { Description = "YAML or JSON file with argument parameters.", HelpName = "FILE" };
    private readonly Option<string?> entrypoint = new("--entrypoint") { Description = "Entrypoint that replaces the manifest's.", HelpName = "TEMPLATE" };
    private readonly Option<string?> name = new("--name") { Description = "Name that replaces the manifest's.", HelpName = "NAME" };
    private readonly Option<string?> generateName = new("--generate-name") { Description = "Prefix of a generated name that replaces the manifest's.", HelpName = "PREFIX" };
    private readonly Option<int?> priority = new("--priority") { Description = "Priority that replaces the manifest's: higher ones are served first.", HelpName = "NUMBER" };
    private readonly Option<string?> account = new("--serviceaccount") { Description = "Service account that replaces the manifest's. It is a variable here, and nothing else.", HelpName = "NAME" };
    private readonly Option<string?> scheduled = new("--scheduled-time") { Description = "Moment that the workflow is for (RFC 3339), for workflow.scheduledTime.", HelpName = "TIME" };
    private readonly Option<bool> strict = CommandOptions.Strict();
    private readonly Option<string[]> labels = new("--labels", "-l") { Description = "Labels to add, a=b,c=d.", HelpName = "LABELS" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[parameters, parameterFile, entrypoint, name, generateName, labels, priority, account, scheduled, strict])
            command.Options.Add(option);
    }

    /// <summary>The manifest, to be read as the command line says.</summary>
    public ManifestText Read(ParseResult parsed, ManifestText text) => text with { IsStrict = parsed.GetValue(strict) };

    /// <summary>What the command line asks for.</summary>
    public ManifestChanges Read(ParseResult parsed) => new()
    {
        Parameters = [.. ParameterFile.Read(parsed.GetValue(parameterFile)), .. Pairs("-p", parsed.GetValue(parameters) ?? [])],
        Entrypoint = parsed.GetValue(entrypoint),
        Name = parsed.GetValue(name),
        GenerateName = parsed.GetValue(generateName),
        Priority = parsed.GetValue(priority),
        ServiceAccountName = parsed.GetValue(account),
        ScheduledTime = ReadScheduledTime(parsed.GetValue(scheduled)),
        Labels = Pairs("-l", (parsed.GetValue(labels) ?? []).SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries))),
    };

    // Argo's words; as there it is kept as it was written.
    private static string? ReadScheduledTime(string? text) =>
        text is null || DateTimeOffset.TryParseExact(text, Rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? text
            : throw new CliException("--scheduled-time contains invalid time.RFC3339 format. (e.g.: `2006-01-02T15:04:05-07:00`)", ExitCodes.Invalid);

    internal static List<KeyValuePair<string, string>> Pairs(string option, IEnumerable<string> texts) => [.. texts.Select(text =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            ? KeyValuePair.Create(text[..at], text[(at + 1)..])
            : throw new CliException($"{option} {text}: expected NAME=VALUE.", ExitCodes.Invalid))];
}
