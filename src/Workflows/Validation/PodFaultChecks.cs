using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Where lint tells <see cref="PodFaults"/>: in a template that becomes a pod or a call, in what is for all templates, and in the specification.</summary>
internal static class PodFaultChecks
{
    /// <summary>Looks at a template.</summary>
    /// <param name="template">The template, tags replaced as far as their values are known.</param>
    /// <param name="of">How messages name it.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="warn">Takes a warning.</param>
    /// <param name="volumes">Names of the workflow's volumes; null: not known.</param>
    public static void Check(Template template, string of, SpecPath path, Action<SpecPath, string> warn, IReadOnlySet<string>? volumes = null)
    {
        foreach (var message in PodFaults.OfPod(template, volumes))
            warn(path, $"{of}: {message}");
        foreach (var message in TemplateContainers.WithBothMains(template).SelectMany(PodFaults.Of))
            warn(path, $"{of}: {message}");
        foreach (var (field, message) in PodFaults.OfLimits(("timeout", template.Timeout), ("pendingTimeout", template.PendingTimeout)))
            warn(path[field], $"{of}: {message}");
        Volumes(template.Volumes, path["volumes"], warn);
        Aliases(template.HostAliases, $"{of}: ", path["hostAliases"], warn);
    }

    /// <summary>Looks at a specification.</summary>
    public static void Check(WorkflowSpec spec, SpecPath path, Action<SpecPath, string> warn)
    {
        Volumes(spec.Volumes, path["volumes"], warn);
        Aliases(spec.HostAliases, "", path["hostAliases"], warn);
        if (spec.DnsConfig is { } dns)
        {
            foreach (var (of, message) in PodFaults.OfDnsConfig(JsonPart.Element(dns)))
                warn(path["dnsConfig"][of.Field][of.Index], message);
        }

        if (ClaimRules.Fault(spec.VolumeClaimGc) is { } fault)
            warn(path["volumeClaimGC"]["strategy"], fault);
        if (spec.PodGc is { } podGc && PodFaults.Of(podGc) is { } why)
            warn(path["podGC"]["deleteDelayDuration"], why);
    }

    /// <summary>Looks at how long a template of any type waits.</summary>
    public static void CheckWaits(Template template, TemplateFrame frame, SpecPath path)
    {
        foreach (var (field, message) in PodFaults.OfWaits(template))
            frame.Warn(field.Split('.').Aggregate(path, (at, part) => at[part]), $"templates.{template.Name}: {message}");
    }

    private static void Volumes(IReadOnlyList<Volume> volumes, SpecPath path, Action<SpecPath, string> warn)
    {
        for (var i = 0; i < volumes.Count; i++)
        {
            foreach (var message in PodFaults.Of(volumes[i]))
                warn(path[i], message);
        }
    }

    private static void Aliases(IReadOnlyList<HostAlias> aliases, string of, SpecPath path, Action<SpecPath, string> warn)
    {
        for (var i = 0; i < aliases.Count; i++)
        {
            if (PodFaults.Of(aliases[i]) is { } message)
                warn(path[i], of + message);
        }
    }
}
