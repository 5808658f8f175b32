using System.Globalization;
using System.Text;
using Fleet.Contracts;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>The containers of one pod, in OCI terms.</summary>
internal sealed class ContainerBuilder(WorkScope scope, int ordinal, int dispatch, TaskRequest request)
{
    // The name of a node has the item of its loop, which may be a value of any size; a variable has a limit.
    private const int LongestName = 4096;

    /// <summary>Where a script's source is put; Argo's path, so that scripts that look at <c>$0</c> see what they expect.</summary>
    public const string ScriptPath = "/argo/staging/script";

    private const int Executable = 0b111_101_101;

    private readonly WorkSecrets secrets = new(scope, request);
    private readonly WorkTexts texts = new(scope);

    public ContainerWork Main(ContainerTemplate container) => Build("main", container);

    /// <summary>The source becomes an executable file whose path is appended to the arguments (semantics section 10).</summary>
    public ContainerWork Script(ScriptTemplate script)
    {
        var work = Build("main", script);
        return work with
        {
            Args = [.. work.Args ?? [], ScriptPath],
            Files = [.. work.Files, texts.File(ScriptPath, script.Source, Executable)],
        };
    }

    public ContainerWork Member(ContainerNode member, ContainerSetTemplate set)
    {
        var work = Build(member.Name, member);
        return work with { Dependencies = member.Dependencies, Mounts = [.. work.Mounts, .. set.VolumeMounts.Select(Mount)], Retries = Retries(set.Retries) };
    }

    private static int Retries(string? text) => text is null ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var retries) ? retries
        : throw new WorkException($"containerSet.retryStrategy.retries '{text}' is not a whole number.");

    /// <summary>A sidecar or init container; one that mirrors them has main's mounts too, where it has none of its own.</summary>
    public ContainerWork User(UserContainer container, IReadOnlyList<VolumeMount> main)
    {
        var work = Build(container.Name, container);
        return container.MirrorVolumeMounts
            ? work with { MirrorVolumeMounts = true, Mounts = [.. work.Mounts, .. main.Where(mount => work.Mounts.All(own => own.MountPath != mount.MountPath)).Select(Mount)] }
            : work;
    }

    private ContainerWork Build(string name, ContainerTemplate container)
    {
        var security = container.SecurityContext;
        var resources = ResourcesOf(container);
        return LongArguments.Place(new ContainerWork
        {
            Name = name,
            Image = container.Image,
            ImagePullPolicy = container.ImagePullPolicy,
            Command = container.Command is { Count: > 0 } command ? command : null,
            Args = container.Args,
            Env = Environment(name, container),
            WorkingDir = container.WorkingDir,
            User = RunAs(security),
            RunAsNonRoot = security?.RunAsNonRoot ?? PodSecurity?.RunAsNonRoot ?? false,
            Privileged = security?.Privileged ?? false,
            ReadOnlyRoot = security?.ReadOnlyRootFilesystem ?? false,
            AllowPrivilegeEscalation = security?.AllowPrivilegeEscalation ?? true,
            AddedCapabilities = security?.AddedCapabilities ?? [],
            DroppedCapabilities = security?.DroppedCapabilities ?? [],
            CpuLimit = Limit(name, resources, "cpu") is { } cores ? (double)cores : null,
            MemoryLimit = Limit(name, resources, "memory") is { } bytes ? (long)Math.Ceiling(bytes) : null,
            Mounts = [.. container.VolumeMounts.Select(Mount)],
            Tty = container.Tty,
            // The engine makes /dev for each run, and nothing is left of it at the end.
            TerminationMessagePath = container.TerminationMessagePath is { } path && !TerminationMessages.IsLost(path) ? path : null,
            TerminationMessageFromOutput = FromOutput(name, container.TerminationMessagePolicy),
            ReadinessProbe = container.ReadinessProbe is { } probe ? ProbeBuilder.Build(name, probe, container.Ports) : null,
        }, texts);
    }

    private static bool FromOutput(string name, string? policy) => policy switch
    {
        null or "File" => false,
        TerminationMessages.FromOutput => true,
        _ => throw new WorkException($"terminationMessagePolicy '{policy}' of container '{name}' is none: write File or {TerminationMessages.FromOutput}."),
    };

    /// <summary>The container's own variables first, then Fleet's, which tell a task who it is: keys for whatever must not happen twice.</summary>
    private EnvironmentVariable[] Environment(string name, ContainerTemplate container) =>
    [
        .. container.Env.Select(variable => Variable(container, name, variable)),
        new("FLEET_NAMESPACE", scope.Namespace),
        new("FLEET_WORKFLOW", scope.Name),
        new("FLEET_WORKFLOW_UID", scope.Uid.ToString("D")),
        new("FLEET_NODE", request.NodeName.Length > LongestName ? request.NodeName[..LongestName] : request.NodeName),
        new("FLEET_POD", request.PodName),
        new("FLEET_DISPATCH", dispatch.ToString(CultureInfo.InvariantCulture)),
        new("FLEET_IDEMPOTENCY_KEY", string.Create(CultureInfo.InvariantCulture, $"{scope.Uid:D}/{ordinal}")),
    ];

    private EnvironmentVariable Variable(ContainerTemplate container, string name, EnvVar variable) => variable.ValueFrom switch
    {
        { SecretKeyRef: { } selector } => secrets.Named(variable.Name, selector, $"Variable '{variable.Name}' of container '{name}'"),
        { FieldPath: PodFacts.NodeName } => new EnvironmentVariable(variable.Name, "") { OfHost = true },
        _ => new EnvironmentVariable(variable.Name, Value(container, name, variable)),
    };

    private string Value(ContainerTemplate container, string name, EnvVar variable) => variable.ValueFrom switch
    {
        null => variable.Value,
        { FieldPath: { } field } => scope.FactsOf(request).Value(field) ?? throw new WorkException($"Variable '{variable.Name}' of container '{name}' refers to the pod's field '{field}'; only {PodFacts.Known} have a meaning here."),
        { ResourceFieldRef: { } reference } => ResourceFields.Value(reference, other => ResourcesOf(other is null ? container : Named(other, variable)), $"Variable '{variable.Name}' of container '{name}'"),
        _ => throw new WorkException($"Variable '{variable.Name}' of container '{name}' has a valueFrom that cannot be followed: write one of configMapKeyRef, secretKeyRef, fieldRef and resourceFieldRef."),
    };

    private ContainerTemplate Named(string name, EnvVar variable)
    {
        var template = request.Template;
        return (name == "main" ? template.Main : null)
            ?? (template.ContainerSet?.Containers ?? []).Concat<ContainerTemplate>(template.Sidecars).Concat(template.InitContainers).FirstOrDefault(container => container.Name == name)
            ?? throw new WorkException($"Variable '{variable.Name}' names the container '{name}' in resourceFieldRef.containerName, which the pod does not have.");
    }

    private ResourceRequirements? ResourcesOf(ContainerTemplate container) => container.Resources ?? request.Template.PodResources ?? scope.Spec.PodResources;

    /// <summary>What counts for the pod: the template's as a whole, else the workflow's (Argo's source <c>addSchedulingConstraints</c>).</summary>
    public SecurityContext? PodSecurity => request.Template.SecurityContext ?? scope.Spec.SecurityContext;

    /// <summary>The container's user, else the pod's, as <c>uid[:gid]</c>.</summary>
    private string? RunAs(SecurityContext? container)
    {
        var user = container?.RunAsUser ?? PodSecurity?.RunAsUser;
        var group = container?.RunAsGroup ?? PodSecurity?.RunAsGroup;
        return (user, group) switch
        {
            (null, null) => null,
            (null, _) => throw new WorkException($"securityContext.runAsGroup {group} stands without runAsUser; the image's user cannot be kept with another group: set both."),
            (_, null) => $"{user}",
            _ => $"{user}:{group}",
        };
    }

    private static decimal? Limit(string container, ResourceRequirements? resources, string resource)
    {
        if (resources is null || !resources.Limits.TryGetValue(resource, out var text)) return null;
        return Quantity.TryParse(text, out var value) && value >= 0
            ? value
            : throw new WorkException($"The {resource} limit '{text}' of container '{container}' is not a quantity, such as 500m or 64Mi.");
    }

    private static MountWork Mount(VolumeMount mount) => new(mount.Name, mount.MountPath, mount.SubPath ?? "", mount.ReadOnly);
}
