using System.Text.Json;
using Fleet.Client;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Runs;

/// <summary>The workflow templates of a server or data folder, for checks on this side, where the lines of a manifest are known.</summary>
internal static class StoredTemplates
{
    /// <summary>Finds templates; asks for them only where a text refers to any.</summary>
    /// <param name="resources">Where they are.</param>
    /// <param name="text">The manifests.</param>
    /// <param name="namespace">Namespace of manifests that name none.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>A look-up for <see cref="LoadOptions.FindTemplate"/>.</returns>
    public static async Task<Func<string, string, bool, Workflow?>> FindAsync(IFleetResources resources, string text, string @namespace, CancellationToken cancellationToken)
    {
        if (!text.Contains("emplateRef", StringComparison.Ordinal))
            return static (_, _, _) => null;
        var found = new Dictionary<(string Namespace, string Name), JsonElement>();
        foreach (var kind in (string[])["WorkflowTemplate", "ClusterWorkflowTemplate"])
        {
            foreach (var item in await resources.ListAsync(kind, "", cancellationToken))
            {
                var metadata = item.GetProperty("metadata");
                found[(kind == "WorkflowTemplate" ? metadata.GetProperty("namespace").GetString()! : "", metadata.GetProperty("name").GetString()!)] = item;
            }
        }

        return (ns, name, cluster) =>
            found.TryGetValue((cluster ? "" : ns.Length == 0 ? @namespace : ns, name), out var item) ? SpecReader.ReadWorkflow(item.GetRawText()) : null;
    }
}
