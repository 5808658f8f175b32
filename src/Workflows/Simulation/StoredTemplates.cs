using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Simulation;

/// <summary>Workflow templates of a simulation, as a look-up.</summary>
public static class StoredTemplates
{
    /// <summary>Finds templates among manifests; what is no template is passed over.</summary>
    /// <param name="manifests">JSON texts.</param>
    /// <returns>A look-up for <see cref="LoadOptions.FindTemplate"/>; namespaces are not looked at.</returns>
    public static Func<string, string, bool, Workflow?> Find(IReadOnlyList<string> manifests)
    {
        var all = new Lazy<ILookup<(string Name, bool Cluster), Workflow>>(() => manifests.Select(Read).OfType<Workflow>()
            .Where(manifest => manifest.Kind is "WorkflowTemplate" or "ClusterWorkflowTemplate").ToLookup(manifest => (manifest.Metadata.Name, manifest.Kind == "ClusterWorkflowTemplate")));
        return (_, name, cluster) => all.Value[(name, cluster)].FirstOrDefault();
    }

    private static Workflow? Read(string manifest)
    {
        try
        {
            return SpecReader.ReadWorkflow(manifest);
        }
        catch (SpecFormatException)
        {
            return null;
        }
    }
}
