using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Linting;

/// <summary>The kinds of <c>fleet lint --kinds</c>, by Argo's plural and short names.</summary>
internal static class LintKinds
{
    // No object that can be applied yet, so that the other commands do not know it.
    private static readonly string[] Cron = ["cronworkflows", "cronworkflow", "cronwf", "cwf"];

    /// <summary>The names that the help shows.</summary>
    public const string Shown = "workflows, workflowtemplates, clusterworkflowtemplates, cronworkflows, configmaps, secrets";

    /// <summary>Reads the option.</summary>
    /// <param name="texts">What was given; each may name several, with commas.</param>
    /// <returns>Kinds; null: all of them.</returns>
    /// <exception cref="CliException">One is not known.</exception>
    public static IReadOnlySet<string>? Read(IReadOnlyList<string> texts)
    {
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in texts.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (name == "all")
                return null;
            kinds.Add(ResourceKindNames.Kind(name) ?? (Cron.Contains(name, StringComparer.OrdinalIgnoreCase) ? "CronWorkflow" : null)
                ?? throw new CliException($"--kinds {name}: there is no such kind; there are {Shown}.", ExitCodes.Invalid));
        }

        return kinds.Count == 0 ? null : kinds;
    }
}
