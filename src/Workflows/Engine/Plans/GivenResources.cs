using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Plans;

/// <summary>Workflow templates, ConfigMaps and Secrets that came with the workflow, and count for it alone.</summary>
internal sealed class GivenResources
{
    private readonly Dictionary<(string Name, bool ClusterScope), Workflow> _templates = [];
    private readonly Dictionary<string, string> _manifests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _configMaps = new(StringComparer.Ordinal);

    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _secrets = new(StringComparer.Ordinal);

    public GivenResources(Workflow workflow)
    {
        foreach (var json in workflow.Resources)
        {
            var manifest = SpecReader.ReadWorkflow(json);
            if (manifest.Kind == "ConfigMap")
            {
                _manifests.TryAdd(manifest.Metadata.Name, json);
                _configMaps.TryAdd(manifest.Metadata.Name, ConfigMapData.Read(System.Text.Encoding.UTF8.GetBytes(json)));
            }
            else if (manifest.Kind == "Secret")
                _secrets.TryAdd(manifest.Metadata.Name, SecretData.Read(System.Text.Encoding.UTF8.GetBytes(json)));
            else
                _templates.TryAdd((manifest.Metadata.Name, manifest.Kind == "ClusterWorkflowTemplate"), manifest);
        }
    }

    /// <summary>A template; null: none came.</summary>
    public Workflow? Template(string name, bool clusterScope) => _templates.GetValueOrDefault((name, clusterScope));

    /// <summary>Manifest of a ConfigMap; null: none came.</summary>
    public string? Manifest(string configMap) => _manifests.GetValueOrDefault(configMap);

    /// <summary>What a ConfigMap says; null: none came.</summary>
    public IReadOnlyDictionary<string, string>? ConfigMap(string name) => _configMaps.GetValueOrDefault(name);

    /// <summary>The sealed values of a Secret; null: none came.</summary>
    public IReadOnlyDictionary<string, string>? Secret(string name) => _secrets.GetValueOrDefault(name);
}
