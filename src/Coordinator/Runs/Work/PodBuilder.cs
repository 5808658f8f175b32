using Fleet.Contracts;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>The pod of a container, script or containerSet template.</summary>
internal static class PodBuilder
{
    // Kubernetes'.
    private const long DefaultGrace = 30;

    public static PodWork Build(WorkScope scope, int ordinal, int dispatch, TaskRequest request)
    {
        var template = request.Template;
        var containers = new ContainerBuilder(scope, ordinal, dispatch, request);
        var main = Main(template, containers);
        var artifacts = new ArtifactBuilder(scope, new WorkSecrets(scope, request));
        var mounts = template.Main?.VolumeMounts ?? template.ContainerSet?.VolumeMounts ?? [];
        var sidecars = template.Sidecars.Select(sidecar => containers.User(sidecar, mounts)).ToArray();
        var init = template.InitContainers.Select(container => containers.User(container, mounts)).ToArray();
        if (ContainerNameRules.Fault([.. init.Concat(main).Concat(sidecars).Select(container => container.Name)]) is { } fault)
            throw new WorkException(fault + ".");
        var facts = scope.FactsOf(request);
        var security = containers.PodSecurity;
        var dns = DnsSettings.Of(template.PatchedPod?.DnsConfig ?? scope.Spec.DnsConfig);
        var volumes = VolumeBuilder.Build(scope, request, main.Concat(sidecars).Concat(init));
        return new PodWork
        {
            Init = [.. init.Select(container => VolumeBuilder.Place(container, request, volumes))],
            Containers = [.. main.Select(container => VolumeBuilder.Place(container, request, volumes))],
            Sidecars = [.. sidecars.Select(container => VolumeBuilder.Place(container, request, volumes))],
            Volumes = volumes,
            Daemon = template.Daemon,
            TerminationGracePeriodSeconds = (int)Math.Clamp(template.TerminationGracePeriodSeconds ?? DefaultGrace, 0, int.MaxValue),
            ExtraHosts = Hosts(scope.Spec.HostAliases, template.HostAliases),
            Dns = dns.Servers,
            DnsSearches = dns.Searches,
            DnsOptions = dns.Options,
            HostNetwork = template.PatchedPod?.HostNetwork ?? scope.Spec.HostNetwork,
            Labels = facts.Labels,
            Annotations = facts.Annotations,
            ImagePullSecrets = new WorkSecrets(scope, request).Logins(),
            Artifacts = artifacts.Inputs(template),
            Groups = [.. (security?.SupplementalGroups ?? []).Concat(security?.FsGroup is { } group ? [group] : []).Distinct()],
            VolumeGroup = (int?)security?.FsGroup,
            ArtifactOwner = Owner(security),
            Keeping = Keeping(PodGcRules.Of(scope.Spec, scope.Uid, scope.Retries, facts.Labels)),
            Outputs = new TaskOutputs { Result = request.CaptureResult, Parameters = OutputFiles(template), Artifacts = artifacts.Outputs(template, request.PodName) },
        };
    }

    private static ContainerWork[] Main(Template template, ContainerBuilder containers) => template.Type switch
    {
        TemplateType.ContainerSet => [.. template.ContainerSet!.Containers.Select(member => containers.Member(member, template.ContainerSet))],
        TemplateType.Script => [containers.Script(template.Script!)],
        _ => [containers.Main(template.Container!)],
    };

    private static OutputFile[] OutputFiles(Template template) =>
    [
        .. template.Outputs.Parameters
            .Where(parameter => parameter.ValueFrom?.Path is not null)
            .Select(parameter => new OutputFile(parameter.Name, parameter.ValueFrom!.Path!, parameter.ValueFrom.Default is not null)),
    ];

    private static string[] Hosts(IReadOnlyList<HostAlias> workflow, IReadOnlyList<HostAlias> template) =>
        [.. workflow.Concat(template).SelectMany(alias => HostAliasRules.Fault(alias) is { } fault ? throw new WorkException(fault + ".") : alias.Hostnames, (alias, name) => $"{name}:{alias.Ip}")];

    // In Argo an init container loads them, which has the user of the pod.
    private static FileOwner? Owner(SecurityContext? security) => (security?.RunAsUser, security?.RunAsGroup) switch
    {
        (null, _) => null,
        ({ } user, var group) => new FileOwner((int)Math.Clamp(user, 0, int.MaxValue), (int)Math.Clamp(group ?? 0, 0, int.MaxValue)),
    };

    private static PodKeeping? Keeping(PodGcPlan? plan) => plan is null ? null : new PodKeeping
    {
        Group = plan.Group.ToString(),
        SucceededSeconds = (int?)plan.Succeeded?.TotalSeconds,
        FailedSeconds = (int?)plan.Failed?.TotalSeconds,
    };
}
