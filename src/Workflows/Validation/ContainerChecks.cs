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
            var name = $"container {(container.Name.Length > 0 ? container.Name : "main")}";
            if (container.ReadinessProbe is { HasHandler: false })
                frame.Warn(path, $"templates.{template.Name}: readinessProbe of {name} must specify a handler type (exec with a command, httpGet, tcpSocket, grpc): the node will end in Error");
            Resources(container.Resources, $"templates.{template.Name}: resource", $" of {name}", path, frame.Warn);
            if (container.TerminationMessagePath is { } lost && TerminationMessages.IsLost(lost))
                frame.Warn(path, $"templates.{template.Name}: terminationMessagePath {lost} is not read: nothing is left of /dev when a container has ended. Name another path, or say terminationMessagePolicy: FallbackToLogsOnError");
        }

        Resources(template.PodResources, $"templates.{template.Name}: podResources: resource", "", path["podResources"], frame.Warn);
    }

    /// <summary>Names those that no worker has: what asks for them runs where they are not.</summary>
    public static void Resources(ResourceRequirements? resources, string before, string after, SpecPath path, Action<SpecPath, string> warn)
    {
        if (resources is null)
            return;
        foreach (var other in resources.Requests.Keys.Concat(resources.Limits.Keys).Where(key => key is not ("cpu" or "memory")).Distinct().Order(StringComparer.Ordinal))
            warn(path, $"{before} {other}{after} has no effect: only cpu and memory are counted and limited. Choose workers that have it by nodeSelector and their labels");
    }
}
