using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>What a container says that Kubernetes or a cluster's nodes would have to do with: said before it runs without it, or ends in Error.</summary>
internal static class ContainerChecks
{
    public static void Check(Template template, TemplateFrame frame, SpecPath path)
    {
        foreach (var container in TemplateContainers.Of(template))
        {
            if (container.ReadinessProbe is { HasHandler: false })
                frame.Warn(path, $"templates.{template.Name}: readinessProbe of {NameOf(container)} must specify a handler type (exec with a command, httpGet, tcpSocket, grpc): the node will end in Error");
            if (container.TerminationMessagePath is { } lost && TerminationMessages.IsLost(lost))
                frame.Warn(path, $"templates.{template.Name}: terminationMessagePath {lost} is not read: nothing is left of /dev when a container has ended. Name another path, or say terminationMessagePolicy: FallbackToLogsOnError");
        }

        Resources(template, $"templates.{template.Name}", path, frame.Warn);
    }

    /// <summary>Names those that no worker has, of all containers of a template.</summary>
    public static void Resources(Template template, string of, SpecPath path, Action<SpecPath, string> warn)
    {
        // Defaults may be for both kinds of templates.
        foreach (var container in TemplateContainers.Of(template).Concat(template is { Container: not null, Script: { } script } ? [script] : []))
            Resources(container.Resources, $"{of}: resource", $" of {NameOf(container)}", path, warn);
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

    private static string NameOf(ContainerTemplate container) => $"container {(container.Name.Length > 0 ? container.Name : "main")}";
}
