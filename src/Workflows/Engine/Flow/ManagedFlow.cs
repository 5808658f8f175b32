using System.Text.Json;
using Fleet.Workflows.Engine.Artifacts;
using Fleet.Workflows.Engine.Managed;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Expressions.Jq;
using Fleet.Workflows.Expressions.Kubectl;
using Fleet.Workflows.Spec;
using GoDuration = Fleet.Workflows.Expressions.GoDuration;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Resource templates of kind Workflow (Argo docs, "Kubernetes Resources", "Workflow of Workflows"): the coordinator carries them out, their conditions are looked at here.</summary>
internal static class ManagedFlow
{
    /// <summary>Makes the node and asks for the action.</summary>
    public static Node Start(Turn turn, NodeSeed seed, TemplateHandle handle, string?[] inputs, Substitution scope)
    {
        Template template;
        try
        {
            var text = scope.Apply(handle.Text);
            template = ReferenceEquals(text, handle.Text) ? handle.Template : SpecReader.ReadTemplate(text.Source);
            TimeLimits.Check(template);
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            var failed = Invocation.Fail(turn, seed, e.Message);
            failed.Inputs = inputs;
            return failed;
        }

        var node = Completion.Create(turn, seed, NodeType.Pod, NodePhase.Running);
        node.Inputs = inputs;
        node.Leaf = new LeafState { Managed = template.Json };
        SetTimers(turn, node, template);
        if (!ShutdownFlow.IsRefused(turn, node))
            Ask(turn, node);
        if (!node.IsFulfilled)
            HookFlow.OnRunning(turn, node);
        return node;
    }

    /// <summary>A worker has read the manifest of a template that has it in an artifact: from here on it is as if it stood there.</summary>
    public static void OnManifest(Turn turn, Node node, Template template, string manifest)
    {
        var json = ArtifactJson.Parse(turn.State.Values.Whole(template.Json)!);
        var resource = json["resource"]!.AsObject();
        resource.Remove("manifestFrom");
        resource["manifest"] = manifest;
        node.Leaf!.Managed = ArtifactJson.Text(json);
        node.Leaf.Request = default;
        node.Phase = NodePhase.Running;
        node.Message = null;
        turn.Touch(node);
        Ask(turn, node);
    }

    /// <summary>Asks for the action, again when a new leader has loaded the workflow.</summary>
    public static void Ask(Turn turn, Node node)
    {
        if (node.IsFulfilled || Template(node) is not { } template)
            return;
        try
        {
            var request = ManageRequests.Build(turn.State, node, template);
            if (template.Resource!.SetOwnerReference && request.Manifest is not null)
                node.Flags |= NodeFlags.OwnsWorkflow;
            turn.Send(new ManageWorkflow(node.Ordinal, request));
        }
        catch (ExpressionException e)
        {
            End(turn, node, NodePhase.Error, e.Message);
        }
    }

    /// <summary>News of the other workflow.</summary>
    public static void OnObserved(Turn turn, WorkflowObserved observed)
    {
        if (Find(turn, observed.Ordinal) is not { } node || Template(node) is not { } template)
            return;
        try
        {
            Judge(turn, node, template, observed.Object);
        }
        catch (Exception e) when (e is ExpressionException or JsonException)
        {
            End(turn, node, NodePhase.Failed, e.Message);
        }
    }

    /// <summary>The action could not be carried out: Failed, since in Argo it is the main container that says so (<c>inferFailedReason</c>), and is retried as such.</summary>
    public static void OnRefused(Turn turn, ManageRefused refused)
    {
        if (Find(turn, refused.Ordinal) is { } node)
            End(turn, node, NodePhase.Failed, refused.Message);
    }

    /// <summary>Ends the node early: stop, terminate, a deadline. The other workflow goes on, as in Argo.</summary>
    public static void Stop(Turn turn, Node node, string message) => End(turn, node, NodePhase.Failed, message.Replace(":  ", ": ", StringComparison.Ordinal));

    private static void Judge(Turn turn, Node node, Template template, string? json)
    {
        if (json is null)
        {
            if (template.Resource!.Action == "delete")
                Succeed(turn, node, template, null);
            else
                End(turn, node, NodePhase.Failed, "The resource has been deleted while its status was still being checked. Will not be retried");
            return;
        }

        using var document = JsonDocument.Parse(json);
        var (success, failure) = ManageRequests.Conditions(template.Resource!);
        if (failure?.FirstHolding(document.RootElement) is { } failed)
            End(turn, node, NodePhase.Failed, $"failure condition '{failed}' evaluated true");
        else if (success?.Holds(document.RootElement) ?? failure is null)
            Succeed(turn, node, template, json);
    }

    private static void Succeed(Turn turn, Node node, Template template, string? json)
    {
        var declared = template.Outputs.Parameters;
        if (declared.Count > 0)
            node.Outputs = new NodeOutputs { Parameters = [.. declared.Select(p => new OutputParameter(p.Name, Value(p, json), p.GlobalName))] };
        End(turn, node, NodePhase.Succeeded, null);
    }

    private static string? Value(Parameter parameter, string? json)
    {
        if (parameter.ValueFrom is not ({ JsonPath: not null } or { JqFilter: not null }) || parameter.ValueFrom is not { } source)
            return parameter.ValueOrDefault;
        if (json is null)
            return source.Default ?? "";
        try
        {
            return source.JsonPath is { } path ? KubectlPath.Read(json, path) : JqFilter.Parse(source.JqFilter!).Run(json);
        }
        catch (ExpressionException) when (source.Default is not null)
        {
            return source.Default;
        }
    }

    private static void End(Turn turn, Node node, NodePhase phase, string? message)
    {
        foreach (var kind in (TimerKind[])[TimerKind.Timeout, TimerKind.PendingTimeout, TimerKind.ActiveDeadline])
            turn.Send(new ClearTimer(new TimerKey(node.Ordinal, kind)));
        turn.Send(new ForgetManaged(node.Ordinal));
        node.Leaf!.Managed = null;
        Completion.Finish(turn, node, phase, message);
        turn.Send(new Announce(AnnouncementKind.NodeFinished, node.Ordinal));
    }

    private static void SetTimers(Turn turn, Node node, Template template)
    {
        var timeout = GoDuration.TryParseSecondsOrDuration(template.Timeout, out var length) ? new DateTimeOffset(node.StartedAt, TimeSpan.Zero) + length.ToTimeSpan() : (DateTimeOffset?)null;
        if (RetryFlow.DeadlineOf(turn, node) is { } end && (timeout is null || end < timeout))
            timeout = end;
        if (timeout is { } due)
            turn.Send(new SetTimer(new TimerKey(node.Ordinal, TimerKind.Timeout), due));
        if (GoDuration.TryParseSecondsOrDuration(template.ActiveDeadlineSeconds, out var active))
            turn.Send(new SetTimer(new TimerKey(node.Ordinal, TimerKind.ActiveDeadline), turn.Now + active.ToTimeSpan()));
    }

    private static Template? Template(Node node) => node.Leaf?.Managed is { } json ? SpecReader.ReadTemplate(json) : null;

    private static Node? Find(Turn turn, int ordinal)
    {
        if (ordinal < 0 || ordinal >= turn.State.NodeCount)
            throw new InvalidOperationException($"there is no node {ordinal}");
        var node = turn.Node(ordinal);
        return node.IsFulfilled || node.Leaf?.Managed is null ? null : node;
    }
}
