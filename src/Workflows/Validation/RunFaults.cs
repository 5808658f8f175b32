using System.Text.Json;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Flow;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Expressions.Jq;
using Fleet.Workflows.Expressions.Kubectl;
using Fleet.Workflows.Kubernetes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>
/// What Argo's validator lets pass and nothing can be made of when it runs, since Kubernetes would refuse the pod or it means nothing here: told before, by lint and in <c>SpecWarning</c>, by the same rules that
/// end the node in Error. What has tags, or stands for a value that only the run will know, is left alone.
/// </summary>
internal static class RunFaults
{
    /// <summary>What comes of one.</summary>
    public const string End = "the node will end in Error";

    // Variables of Argo's executor (its docs, "Progress" and "Debug Pause").
    private const string ProgressFile = "ARGO_PROGRESS_FILE", DebugPause = "ARGO_DEBUG_PAUSE_";

    /// <summary>Of a container.</summary>
    public static IEnumerable<string> Of(ContainerTemplate container)
    {
        var name = $"container {(container.Name.Length > 0 ? container.Name : "main")}";
        if (container.ReadinessProbe is { HasHandler: false })
            yield return $"readinessProbe of {name} must specify a handler type (exec with a command, httpGet, tcpSocket, grpc): {End}";
        if (container.TerminationMessagePath is { } lost && TerminationMessages.IsLost(lost))
            yield return $"terminationMessagePath {lost} is not read: nothing is left of /dev when a container has ended. Name another path, or say terminationMessagePolicy: FallbackToLogsOnError";
        if (Texts(container).Any(text => text.Contains(ProgressFile, StringComparison.Ordinal)) && container.Env.All(variable => variable.Name != ProgressFile))
            yield return $"{name} names {ProgressFile}, which is not set here: tasks do not report their own progress";
        foreach (var variable in container.Env)
        {
            if (variable.Name.StartsWith(DebugPause, StringComparison.Ordinal))
                yield return $"variable {variable.Name} of {name} has no effect: containers are not held for debugging";
            if (variable.ValueFrom?.FieldPath is { } field && IsKnown(field) && !PodFacts.IsKnown(field))
                yield return $"variable {variable.Name} of {name} refers to the pod's field '{field}', only {PodFacts.Known} have a meaning here: {End}";
        }
    }

    private static IEnumerable<string> Texts(ContainerTemplate container) => [.. container.Command ?? [], .. container.Args ?? [], .. container is ScriptTemplate script ? [script.Source] : (string[])[]];

    /// <summary>Of the containers of one pod together: their names, and what they mount.</summary>
    /// <param name="template">The template.</param>
    /// <param name="volumes">Names of the volumes of the workflow; null: not known.</param>
    public static IEnumerable<string> OfPod(Template template, IReadOnlySet<string>? volumes)
    {
        string[] names = [.. template.ContainerSet is null ? ["main"] : template.ContainerSet.Containers.Select(member => member.Name), .. template.Sidecars.Concat(template.InitContainers).Select(other => other.Name)];
        if (names.All(IsKnown) && ContainerNameRules.Fault(names) is { } fault)
            yield return $"{fault}: {End}";
        if (volumes is null)
            yield break;
        foreach (var name in TemplateContainers.WithBothMains(template).SelectMany(container => container.VolumeMounts).Concat(template.ContainerSet?.VolumeMounts ?? []).Select(mount => mount.Name).Distinct())
        {
            if (IsKnown(name) && !volumes.Contains(name) && !template.Volumes.Any(volume => volume.Name == name))
                yield return $"A container mounts the volume '{name}', which neither the template nor the workflow has: {End}";
        }
    }

    /// <summary>Of a volume.</summary>
    public static IEnumerable<string> Of(Volume volume) =>
        from source in volume.Sources ?? []
        where source.Kind == FileSourceKind.DownwardApi
        from item in source.Items
        where item.Key.Length > 0 && IsKnown(item.Key) && !PodFacts.IsKnownToFiles(item.Key)
        select $"volume {volume.Name}: the item '{item.Path}' refers to the pod's field '{item.Key}', only {PodFacts.KnownToFiles} have a meaning here: a node that mounts it will end in Error";

    /// <summary>Of time limits, each with its field.</summary>
    public static IEnumerable<(string Field, string Message)> OfLimits(IEnumerable<(string Field, string? Text)> limits) =>
        from limit in limits
        where limit.Text is null || IsKnown(limit.Text)
        let fault = TimeLimits.Fault(limit.Field, limit.Text)
        where fault is not null
        select (limit.Field, $"{fault}: {End}");

    /// <summary>Of when a node is tried again, each with its field.</summary>
    public static IEnumerable<(string Field, string Message)> Of(RetryStrategy strategy)
    {
        const string Then = "the node will end in Error when it is to be tried again";
        if (strategy.Limit is { } limit && IsKnown(limit) && RetryDecision.LimitFault(limit) is { } count)
            yield return ("limit", $"{count}: {Then}");
        if (strategy.Expression is { } expression && Fault(expression, text => Expression.Parse(text)) is { } syntax)
            yield return ("expression", $"retryStrategy.expression '{expression}': {syntax}: {Then}");
    }

    /// <summary>Of <c>synchronization</c>; null: nothing.</summary>
    /// <param name="synchronization">The locks.</param>
    /// <param name="end">What comes of it.</param>
    public static string? Of(Synchronization synchronization, string end)
    {
        try
        {
            LockNames.Of(synchronization, "default");
            return null;
        }
        catch (SpecFormatException e)
        {
            return $"synchronization: {e.Message}: {end}";
        }
    }

    /// <summary>Of an output parameter of steps or tasks; null: nothing.</summary>
    public static string? OfInnerOutput(Parameter output) => output.ValueFrom is null ? $"outputs.parameters.{output.Name}: {TemplateOutputs.NoSource}: {End}" : null;

    /// <summary>Of an expression that is evaluated while it runs; null: nothing.</summary>
    /// <param name="field">How its message names it.</param>
    /// <param name="expression">The expression; null: there is none.</param>
    public static string? OfExpression(string field, string? expression) =>
        expression is { Length: > 0 } && Fault(expression, text => Expression.Parse(text)) is { } fault ? $"{field} '{expression}': {fault}: {End}" : null;

    /// <summary>Of a condition of a step or task; null: nothing.</summary>
    /// <param name="field">How its message names it.</param>
    /// <param name="when">The condition; null: there is none.</param>
    public static string? OfWhen(string field, string? when) =>
        when is { Length: > 0 } && Fault(when, text => WhenExpression.Parse(text)) is { } fault ? $"{field} '{when}': {fault}: {End}" : null;

    /// <summary>Of the conditions of a resource template, each with its field. One of another kind cannot run anyway, and nothing is waited for when one is deleted.</summary>
    public static IEnumerable<(string Field, string Message)> Of(ResourceTemplate resource)
    {
        if (resource.Action == "delete" || ResourceKinds.Problem(resource, ValidationRun.PlaceholderPrefix) is not null)
            yield break;
        if (resource.SuccessCondition is { } success && Fault(success, text => ResourceCondition.Parse(text, "success")) is { } why)
            yield return ("successCondition", $"resource.successCondition: {why}: {End}");
        if (resource.FailureCondition is { } failure && Fault(failure, text => ResourceCondition.Parse(text, "fail")) is { } wrong)
            yield return ("failureCondition", $"resource.failureCondition: {wrong}: {End}");
    }

    /// <summary>Of an output parameter of a resource template, with its field; null: nothing.</summary>
    public static (string Field, string Message)? OfResourceOutput(Parameter output)
    {
        if (output.ValueFrom is not { Default: null } from)
            return null;
        var (field, fault) = from.JsonPath is { } path ? ("jsonPath", Fault(path, KubectlPath.Check)) : ("jqFilter", from.JqFilter is { } filter ? Fault(filter, text => JqFilter.Parse(text)) : null);
        return fault is null ? null : (field, $"outputs.parameters.{output.Name}.valueFrom.{field}: {fault}: the node will fail");
    }

    /// <summary>Of a line of <c>hostAliases</c>; null: nothing.</summary>
    public static string? Of(HostAlias alias) => IsKnown(alias.Ip) && alias.Hostnames.All(IsKnown) && HostAliasRules.Fault(alias) is { } fault ? $"{fault}: {End}" : null;

    /// <summary>Of <c>dnsConfig</c>, each with what it is about.</summary>
    public static IEnumerable<(DnsConfigFault Fault, string Message)> OfDnsConfig(JsonElement dnsConfig) =>
        DnsConfigRules.Faults(dnsConfig).Where(fault => IsKnown(fault.Value)).Select(fault => (fault, $"{fault.Message}: {End}"));

    /// <summary>Of <c>podGC</c>; null: nothing.</summary>
    public static string? Of(PodGc podGc) =>
        podGc.DeleteDelayDuration is { } delay && IsKnown(delay) && PodGcRules.DelayFault(podGc) is { } fault ? $"podGC.deleteDelayDuration: {fault}: containers go without a delay" : null;

    // What is wrong with a text that is known; null: nothing.
    private static string? Fault(string text, Action<string> read)
    {
        try
        {
            if (IsKnown(text))
                read(text);
            return null;
        }
        catch (ExpressionException e)
        {
            return e.Message;
        }
    }

    /// <summary>A text that has no tags, and stands for no value that only the run will know.</summary>
    public static bool IsKnown(string text) => !text.Contains("{{", StringComparison.Ordinal) && !text.Contains(ValidationRun.PlaceholderPrefix, StringComparison.Ordinal);
}
