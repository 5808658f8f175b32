using System.CommandLine;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary>Options and arguments that several commands share; each call makes a new one.</summary>
internal static class CommandOptions
{
    /// <summary>Argo's label of a workflow that was resubmitted: the one that it was made of.</summary>
    private const string PreviousWorkflowLabel = "workflows.argoproj.io/resubmitted-from-workflow";

    private static readonly string[] WorkflowPhases = ["Pending", "Running", "Succeeded", "Failed", "Error"];

    public static Option<string?> Output(params string[] formats)
    {
        var option = new Option<string?>("--output", "-o") { Description = $"Output format: {string.Join(", ", formats[..^1])} or {formats[^1]}.", HelpName = "FORMAT" };
        option.AcceptOnlyFromAmong(formats);
        return option;
    }

    public static Argument<string> Name() => RefuseOptions(new Argument<string>("NAME") { Description = "Name of the workflow, or @latest." });

    public static Argument<string[]> Names(bool atLeastOne = true) => RefuseOptions(new Argument<string[]>("NAME")
    {
        Description = "Names of workflows, or @latest.",
        Arity = atLeastOne ? ArgumentArity.OneOrMore : ArgumentArity.ZeroOrMore,
    });

    /// <summary>An option that does not exist is not taken for a value.</summary>
    public static T RefuseOptions<T>(T argument)
        where T : Argument
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.Length > 1 && token.Value[0] == '-') is { } token)
                result.AddError($"there is no option '{token.Value}'.");
        });
        return argument;
    }

    /// <summary>Reads NAME=VALUE texts; the last one of a name counts.</summary>
    public static Dictionary<string, string> Values(IEnumerable<string> texts) =>
        ManifestOptions.Pairs("-p", texts).GroupBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value, StringComparer.Ordinal);

    /// <summary>Whether unknown fields are errors; by default they are, as argo's.</summary>
    public static Option<bool> Strict() => new("--strict") { Description = "Unknown fields are errors; --strict=false passes over them.", DefaultValueFactory = _ => true };

    public static Option<string?> Selector() => new("--selector", "-l") { Description = "Label selector, e.g. app=shop,team!=a.", HelpName = "SELECTOR" };

    /// <summary>Phases of workflows.</summary>
    public static Option<string[]> Phases(string description) => new("--status") { Description = description, HelpName = "PHASES" };

    /// <summary>Reads them; none: all.</summary>
    /// <exception cref="CliException">There is no such phase.</exception>
    /// <param name="texts">What was given; each may name several, with commas.</param>
    /// <param name="known">The phases there are; null: those of workflows.</param>
    public static IReadOnlySet<string> ReadPhases(string[]? texts, string[]? known = null)
    {
        known ??= WorkflowPhases;
        var phases = (texts ?? []).SelectMany(part => part.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return phases.FirstOrDefault(phase => !known.Contains(phase, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? throw new CliException($"--status: there is no phase '{unknown}'; there are {string.Join(", ", known)}.", ExitCodes.Invalid)
            : phases;
    }

    /// <summary>Workflows that were made of others.</summary>
    public static Option<bool> Resubmitted(string description) => new("--resubmitted") { Description = description };

    /// <summary>The label selector that <c>-l</c> and <c>--resubmitted</c> make together; null: none.</summary>
    public static string? LabelsOf(string? selector, bool resubmitted) =>
        !resubmitted ? selector : string.IsNullOrWhiteSpace(selector) ? PreviousWorkflowLabel : $"{selector},{PreviousWorkflowLabel}";

    public static Option<string?> NodeFieldSelector() => new("--node-field-selector")
    {
        Description = "Only matching suspend nodes, e.g. displayName=approve.",
        HelpName = "SELECTOR",
    };

    /// <summary>A duration such as 90s, 7d or 1h30m.</summary>
    public static Option<string?> Duration(string name, string description) => new(name) { Description = description, HelpName = "DURATION" };

    /// <summary>Reads a moment of an option.</summary>
    public static DateTimeOffset? ParseMoment(string option, string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw new CliException($"{option}: '{text}' is no RFC 3339 time, e.g. 2026-01-31T12:00:00Z.", ExitCodes.Invalid);

    /// <summary>Reads a duration of an option.</summary>
    public static TimeSpan? ParseDuration(string option, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var total = TimeSpan.Zero;
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.'))
                digits++;
            if (digits == 0 || !double.TryParse(rest[..digits], System.Globalization.CultureInfo.InvariantCulture, out var value))
                throw new CliException($"{option}: '{text}' is no duration; write e.g. 90s, 15m, 12h or 7d.", ExitCodes.Invalid);
            var unit = digits < rest.Length ? rest[digits] : 's';
            total += unit switch
            {
                's' => TimeSpan.FromSeconds(value),
                'm' => TimeSpan.FromMinutes(value),
                'h' => TimeSpan.FromHours(value),
                'd' => TimeSpan.FromDays(value),
                _ => throw new CliException($"{option}: '{text}' is no duration; units are s, m, h and d.", ExitCodes.Invalid),
            };
            rest = rest[Math.Min(rest.Length, digits + 1)..];
        }

        return total;
    }
}
