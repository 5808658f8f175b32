using Fleet.Cli.Output;

namespace Fleet.Cli.Linting;

/// <summary>The kinds of <c>fleet lint --kinds</c>, by Argo's plural and short names.</summary>
internal static class LintKinds
{
    private static readonly (string Kind, string[] Names)[] All =
    [
        ("Workflow", ["workflows", "workflow", "wf"]),
        ("WorkflowTemplate", ["workflowtemplates", "workflowtemplate", "wftmpl"]),
        ("ClusterWorkflowTemplate", ["clusterworkflowtemplates", "clusterworkflowtemplate", "cwftmpl", "cwft"]),
        ("CronWorkflow", ["cronworkflows", "cronworkflow", "cronwf", "cwf"]),
        ("ConfigMap", ["configmaps", "configmap", "cm"]),
    ];

    /// <summary>The names that the help shows.</summary>
    public static string Shown => string.Join(", ", All.Select(kind => kind.Names[0]));

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
            kinds.Add(All.FirstOrDefault(kind => kind.Names.Contains(name, StringComparer.OrdinalIgnoreCase)).Kind
                ?? throw new CliException($"--kinds {name}: there is no such kind; there are {Shown}.", ExitCodes.Invalid));
        }

        return kinds.Count == 0 ? null : kinds;
    }
}
