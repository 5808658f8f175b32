using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Where <see cref="RunFaults"/> are looked for: all fields that can have one. Lint and <c>SpecWarning</c> tell what it finds, each in its way.</summary>
internal static class RunFaultWalk
{
    /// <summary>Those of a specification itself.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="path">Where it stands.</param>
    public static IEnumerable<RunFault> Of(WorkflowSpec spec, SpecPath path)
    {
        foreach (var fault in Volumes(spec.Volumes, path["volumes"]))
            yield return fault;
        if (spec.DnsConfig is { } dns)
        {
            foreach (var (of, message) in RunFaults.OfDnsConfig(JsonPart.Element(dns)))
                yield return new RunFault(path["dnsConfig"][of.Field][of.Index], message);
        }

        foreach (var fault in Aliases(spec.HostAliases, "", path["hostAliases"]))
            yield return fault;
        if (ClaimRules.Fault(spec.VolumeClaimGc) is { } strategy)
            yield return new RunFault(path["volumeClaimGC"], strategy) { Mark = path["volumeClaimGC"]["strategy"] };
        if (spec.Synchronization is { } locks && RunFaults.Of(locks, "the workflow will end in Error") is { } lockFault)
            yield return new RunFault(path["synchronization"], lockFault);
        foreach (var (name, hook) in spec.Hooks)
        {
            if (RunFaults.OfExpression($"hooks.{name}.expression", hook.Expression) is { } message)
                yield return new RunFault(path["hooks"][name]["expression"], message);
        }

        if (spec.PodGc is { } podGc && RunFaults.Of(podGc) is { } delay)
            yield return new RunFault(path["podGC"], delay) { Mark = path["podGC"]["deleteDelayDuration"] };
    }

    /// <summary>Those of a template, or of what is for all templates. One of steps or tasks has no pod, and may wait before it is tried again.</summary>
    /// <param name="template">The template, tags replaced as far as their values are known.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="volumes">Names of the workflow's volumes (<see cref="VolumesOf"/>); null: not known.</param>
    /// <param name="of">What names the template before a message that names no part of its own.</param>
    public static IEnumerable<RunFault> Of(Template template, SpecPath path, IReadOnlySet<string>? volumes = null, string of = "")
    {
        var backoff = template.RetryStrategy?.Backoff;
        var waits = Limits(
            of,
            path,
            ("suspend.duration", template.Suspend?.Duration),
            ("retryStrategy.backoff.duration", backoff?.Duration),
            ("retryStrategy.backoff.maxDuration", backoff?.MaxDuration),
            ("retryStrategy.backoff.cap", backoff?.Cap));
        var flow = waits.Concat(OfFlow(template, path, of));
        return template is { Steps: null, Dag: null } ? OfPod(template, path, volumes, of).Concat(flow) : flow;
    }

    /// <summary>Names of the volumes that templates of a workflow may mount; null: not all are known here, since it is made of a WorkflowTemplate, or names have tags.</summary>
    public static IReadOnlySet<string>? VolumesOf(WorkflowSpec spec) => spec.WorkflowTemplateRef is not null ? null
        : (string[])[.. spec.Volumes.Concat(spec.TemplateDefaults?.Volumes ?? []).Select(volume => volume.Name), .. spec.VolumeClaimTemplates] is var names && names.All(RunFaults.IsKnown) ? names.ToHashSet(StringComparer.Ordinal)
        : null;

    private static IEnumerable<RunFault> OfFlow(Template template, SpecPath path, string of)
    {
        if (template.RetryStrategy is { } strategy)
        {
            foreach (var (field, message) in RunFaults.Of(strategy))
                yield return new RunFault(path["retryStrategy"][field], of + message);
        }

        if (template.Synchronization is { } locks && RunFaults.Of(locks, RunFaults.End) is { } fault)
            yield return new RunFault(path["synchronization"], of + fault);
        foreach (var (place, message) in Expressions(template, path))
        {
            if (message is not null)
                yield return new RunFault(place, of + message);
        }

        foreach (var (field, message) in template.Resource is { } resource ? RunFaults.Of(resource) : [])
            yield return new RunFault(path["resource"][field], of + message);
        for (var i = 0; template.Resource is { Action: not "delete" } && i < template.Outputs.Parameters.Count; i++)
        {
            if (RunFaults.OfResourceOutput(template.Outputs.Parameters[i]) is var (field, message))
                yield return new RunFault(path["outputs"]["parameters"][i]["valueFrom"][field], of + message);
        }

        for (var i = 0; template is not { Steps: null, Dag: null } && i < template.Outputs.Parameters.Count; i++)
        {
            if (RunFaults.OfInnerOutput(template.Outputs.Parameters[i]) is { } message)
                yield return new RunFault(path["outputs"]["parameters"][i], of + message);
        }
    }

    private static IEnumerable<(SpecPath Place, string? Message)> Expressions(Template template, SpecPath path)
    {
        if (template.Http is { } http)
            yield return (path["http"]["successCondition"], RunFaults.OfExpression("http.successCondition", http.SuccessCondition));
        for (var i = 0; i < (template.Data?.Transformation.Count ?? 0); i++)
            yield return (path["data"]["transformation"][i]["expression"], RunFaults.OfExpression($"data.transformation[{i}].expression", template.Data!.Transformation[i]));
        var steps = template.Steps is { } groups ? groups.SelectMany((group, i) => group.Select((step, j) => ((TemplateCall)step, "steps", path["steps"][i][j]))) : [];
        var tasks = template.Dag is { } dag ? dag.Tasks.Select((task, i) => ((TemplateCall)task, "tasks", path["dag"]["tasks"][i])) : [];
        foreach (var (call, kind, place) in steps.Concat(tasks))
        {
            if (call.When is not null)
                yield return (place["when"], RunFaults.OfWhen($"{kind}.{call.Name}.when", call.When));
            foreach (var (name, hook) in call.Hooks)
                yield return (place["hooks"][name]["expression"], RunFaults.OfExpression($"{kind}.{call.Name}.hooks.{name}.expression", hook.Expression));
        }
    }

    private static IEnumerable<RunFault> OfPod(Template template, SpecPath path, IReadOnlySet<string>? volumes, string of) =>
        Limits(of, path, ("timeout", template.Timeout), ("pendingTimeout", template.PendingTimeout))
            .Concat(RunFaults.OfPod(template, volumes).Select(message => new RunFault(path, of + message)))
            .Concat(Containers(template, path).SelectMany(at => RunFaults.Of(at.Container).Select(message => new RunFault(at.Path, of + message) { Mark = path })))
            .Concat(Volumes(template.Volumes, path["volumes"]))
            .Concat(Aliases(template.HostAliases, of, path["hostAliases"]))
            .Concat(Limits(of, path, ("activeDeadlineSeconds", template.ActiveDeadlineSeconds)));

    private static IEnumerable<RunFault> Limits(string of, SpecPath path, params IEnumerable<(string Field, string? Text)> limits) =>
        RunFaults.OfLimits(limits).Select(limit => new RunFault(limit.Field.Split('.').Aggregate(path, (at, part) => at[part]), of + limit.Message));

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

    private static IEnumerable<RunFault> Volumes(IReadOnlyList<Volume> volumes, SpecPath path) =>
        volumes.SelectMany((volume, i) => RunFaults.Of(volume).Select(message => new RunFault(path[i], message)));

    private static IEnumerable<RunFault> Aliases(IReadOnlyList<HostAlias> aliases, string of, SpecPath path) =>
        aliases.SelectMany((alias, i) => RunFaults.Of(alias) is { } message ? [new RunFault(path[i], of + message)] : Enumerable.Empty<RunFault>());
}
