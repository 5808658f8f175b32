using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Resources of containers that nothing here has: told, not left out in silence.</summary>
internal static class ContainerChecks
{
    /// <summary>Names those that no worker has, of all containers of a template.</summary>
    public static void Resources(Template template, string of, SpecPath path, Action<SpecPath, string> warn)
    {
        foreach (var container in TemplateContainers.WithBothMains(template))
            Resources(container.Resources, $"{of}: resource", $" of container {(container.Name.Length > 0 ? container.Name : "main")}", path, warn);
        Resources(template.PodResources, $"{of}: podResources: resource", "", path["podResources"], warn);
    }

    /// <summary>Names those that no worker has: what asks for them runs where they are not.</summary>
    public static void Resources(ResourceRequirements? resources, string before, string after, SpecPath path, Action<SpecPath, string> warn)
    {
        if (resources is null)
            return;
        foreach (var other in OtherResources.Of(resources.Requests.Keys.Concat(resources.Limits.Keys)))
            warn(path, $"{before} {other}{after} {OtherResources.Effect}");
    }
}
