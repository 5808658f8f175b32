using Fleet.Workflows.Spec;
using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Simulation;

/// <summary>Reads an entry of <c>given.workflows</c>.</summary>
internal static class GivenWorkflowReader
{
    private static readonly string[] Phases = ["Succeeded", "Failed", "Error"];

    /// <summary>The entry; null: it has no name to match.</summary>
    public static GivenWorkflow? Read(SpecNode node, SpecPath path, OutcomeFields fields)
    {
        if (fields.Map(node, path, "match", "duration", "phase", "status", "error") is not { } map)
            return null;
        var phase = fields.Text(map, "phase", path) ?? "Succeeded";
        if (!Phases.Contains(phase, StringComparer.Ordinal))
            fields.Error(map.Find("phase")!, path["phase"], $"a workflow ends {string.Join(", ", Phases)}, not '{phase}'");
        if (fields.Text(map, "match", path) is { Length: > 0 } match)
        {
            return new GivenWorkflow
            {
                Match = match,
                Line = node.Line,
                Duration = fields.Duration(map, "duration", path, ScriptedOutcome.DefaultDuration),
                Phase = phase,
                Status = fields.Map(map.Find("status"), path["status"]),
                Error = fields.Text(map, "error", path),
            };
        }

        fields.Error(node, path["match"], "an entry needs match: the name of a workflow, or a glob");
        return null;
    }
}
