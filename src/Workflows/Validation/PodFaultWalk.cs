using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Where <see cref="PodFaults"/> are looked for: all fields that can have one. Lint and <c>SpecWarning</c> tell what it finds, each in its way.</summary>
internal static class PodFaultWalk
{
    /// <summary>Those of a specification itself.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="path">Where it stands.</param>
    public static IEnumerable<PodFault> Of(WorkflowSpec spec, SpecPath path)
    {
        foreach (var fault in Volumes(spec.Volumes, path["volumes"]))
            yield return fault;
        if (spec.DnsConfig is { } dns)
        {
            foreach (var (of, message) in PodFaults.OfDnsConfig(JsonPart.Element(dns)))
                yield return new PodFault(path["dnsConfig"][of.Field][of.Index], message);
        }

        foreach (var fault in Aliases(spec.HostAliases, "", path["hostAliases"]))
            yield return fault;
        if (ClaimRules.Fault(spec.VolumeClaimGc) is { } strategy)
            yield return new PodFault(path["volumeClaimGC"], strategy) { Mark = path["volumeClaimGC"]["strategy"] };
        if (spec.PodGc is { } podGc && PodFaults.Of(podGc) is { } delay)
            yield return new PodFault(path["podGC"], delay) { Mark = path["podGC"]["deleteDelayDuration"] };
    }

    /// <summary>Those of a template, or of what is for all templates. One of steps or tasks has no pod, and may wait before it is tried again.</summary>
    /// <param name="template">The template, tags replaced as far as their values are known.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="volumes">Names of the workflow's volumes (<see cref="VolumesOf"/>); null: not known.</param>
    /// <param name="of">What names the template before a message that names no part of its own.</param>
    public static IEnumerable<PodFault> Of(Template template, SpecPath path, IReadOnlySet<string>? volumes = null, string of = "")
    {
        var backoff = template.RetryStrategy?.Backoff;
        var waits = Limits(
            of,
            path,
            ("suspend.duration", template.Suspend?.Duration),
            ("retryStrategy.backoff.duration", backoff?.Duration),
            ("retryStrategy.backoff.maxDuration", backoff?.MaxDuration),
            ("retryStrategy.backoff.cap", backoff?.Cap));
        return template is { Steps: null, Dag: null } ? OfPod(template, path, volumes, of).Concat(waits) : waits;
    }

    /// <summary>Names of the volumes that templates of a workflow may mount; null: it is made of a WorkflowTemplate, not all are here.</summary>
    public static IReadOnlySet<string>? VolumesOf(WorkflowSpec spec) => spec.WorkflowTemplateRef is not null ? null
        : new HashSet<string>([.. spec.Volumes.Concat(spec.TemplateDefaults?.Volumes ?? []).Select(volume => volume.Name), .. spec.VolumeClaimTemplates], StringComparer.Ordinal);

    private static IEnumerable<PodFault> OfPod(Template template, SpecPath path, IReadOnlySet<string>? volumes, string of) =>
        Limits(of, path, ("timeout", template.Timeout), ("pendingTimeout", template.PendingTimeout))
            .Concat(PodFaults.OfPod(template, volumes).Select(message => new PodFault(path, of + message)))
            .Concat(Containers(template, path).SelectMany(at => PodFaults.Of(at.Container).Select(message => new PodFault(at.Path, of + message) { Mark = path })))
            .Concat(Volumes(template.Volumes, path["volumes"]))
            .Concat(Aliases(template.HostAliases, of, path["hostAliases"]))
            .Concat(Limits(of, path, ("activeDeadlineSeconds", template.ActiveDeadlineSeconds)));

    private static IEnumerable<PodFault> Limits(string of, SpecPath path, params IEnumerable<(string Field, string? Text)> limits) =>
        PodFaults.OfLimits(limits).Select(limit => new PodFault(limit.Field.Split('.').Aggregate(path, (at, part) => at[part]), of + limit.Message));

    // What is for all templates may have both kinds of main ones.
    private static IEnumerable<(ContainerTemplate Container, SpecPath Path)> Containers(Template template, SpecPath path)
    {
        if (template.Container is { } container)
            yield return (container, path["container"]);
        if (template.Script is { } script)
            yield return (script, path["script"]);
        foreach (var other in List(template.ContainerSet?.Containers ?? [], path["containerSet"]["containers"]).Concat(List(template.Sidecars, path["sidecars"])).Concat(List(template.InitContainers, path["initContainers"])))
            yield return other;

        static IEnumerable<(ContainerTemplate, SpecPath)> List(IEnumerable<ContainerTemplate> containers, SpecPath at) => containers.Select((container, i) => (container, at[i]));
    }

    private static IEnumerable<PodFault> Volumes(IReadOnlyList<Volume> volumes, SpecPath path) =>
        volumes.SelectMany((volume, i) => PodFaults.Of(volume).Select(message => new PodFault(path[i], message)));

    private static IEnumerable<PodFault> Aliases(IReadOnlyList<HostAlias> aliases, string of, SpecPath path) =>
        aliases.SelectMany((alias, i) => PodFaults.Of(alias) is { } message ? [new PodFault(path[i], of + message)] : Enumerable.Empty<PodFault>());
}
