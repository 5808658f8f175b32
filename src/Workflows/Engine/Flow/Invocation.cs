using Fleet.Workflows.Engine.Artifacts;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Runs a template for a call: finds it, gives it its inputs, makes its node (Argo's source <c>executeTemplate</c>).</summary>
internal static class Invocation
{
    // Argo's sentence about a template that is nested too deep.
    private const string TooDeep = "Maximum recursion depth exceeded. See https://argo-workflows.readthedocs.io/en/latest/fields/#template: a workflow may nest templates 100 deep";

    /// <summary>Starts a call that passed the gate.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="seed">Where the node belongs; depth and template are filled in here.</param>
    /// <param name="call">The call with its tags replaced.</param>
    /// <param name="scope">Where template names are looked up (<see cref="TemplateHandle.Scope"/>).</param>
    /// <param name="absent">See <see cref="PreparedCall.Absent"/>; null: none.</param>
    /// <returns>The node; one that could not be made is of type Skipped and phase Error.</returns>
    public static Node Start(Turn turn, NodeSeed seed, TemplateCall call, string scope, IReadOnlyDictionary<string, string>? absent = null)
    {
        var inline = call.Inline?.Json;
        seed = seed with { Depth = 1 + (seed.Owner < 0 ? 0 : turn.Node(seed.Owner).Depth), TemplateName = call.Template };
        if (seed.Depth > turn.State.MaxDepth)
            return Refuse(turn, seed, TooDeep);
        try
        {
            if (turn.State.Library.Find(scope, call.Template, call.TemplateRef, inline, out var error) is not { } handle)
                return Fail(turn, seed, error);
            seed = seed with { Template = handle };
            var inputs = InputResolution.Resolve(turn, handle.Template, call.Arguments, absent ?? AbsentArguments.None);
            seed = seed with { Artifacts = ArtifactInputs.Resolve(turn, seed, handle.Template, call.Arguments) };
            return Start(turn, seed, handle, inputs);
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            return Fail(turn, seed, e.Message);
        }
    }

    /// <summary>A node for a call that does not run.</summary>
    public static Node Skip(Turn turn, NodeSeed seed, TemplateCall call, NodePhase phase, string message)
    {
        var handle = call.Template is { } name && !TagTemplate.HasTags(name) ? turn.State.Library.Named(seed.Boundary < 0 ? "" : turn.Node(seed.Boundary).Template!.Scope, name) : null;
        var node = Completion.Create(turn, seed with { Template = seed.Template ?? handle, TemplateName = call.Template }, NodeType.Skipped, phase);
        node.Message = message;
        node.FinishedAt = turn.Now.UtcTicks;
        turn.NoteFulfilled(node);
        return node;
    }

    /// <summary>A node for a template that cannot be run.</summary>
    public static Node Fail(Turn turn, NodeSeed seed, string message)
    {
        if (seed.Waited is { } waited)
        {
            Completion.FinishUncallable(turn, waited, message);
            return waited;
        }

        var node = Refuse(turn, seed with { Flags = seed.Flags | NodeFlags.Uncallable }, message);
        node.Message = Framed(turn, node, message);
        return node;
    }

    /// <summary>Message of a node whose template cannot be run: a task's has a frame (Argo's source <c>executeDAGTask</c>), a step's is in that of its group.</summary>
    public static string Framed(Turn turn, Node node, string message) =>
        node.Role is NodeRole.Task or NodeRole.Item ? $"task '{NodeNames.Name(turn.State, node)}' errored: {message}" : message;

    /// <summary>A node for a call that does not come to a template.</summary>
    public static Node Refuse(Turn turn, NodeSeed seed, string message)
    {
        var node = Completion.Create(turn, seed, NodeType.Skipped, NodePhase.Error);
        node.Message = message;
        node.FinishedAt = turn.Now.UtcTicks;
        turn.NoteFulfilled(node);
        return node;
    }

    /// <summary>Makes the node of a template whose inputs are known: the Retry node where it has a retry strategy.</summary>
    public static Node Begin(Turn turn, NodeSeed seed, TemplateHandle handle, string?[] inputs, Substitution scope) => handle.Template.RetryStrategy is not null
        ? RetryFlow.Start(turn, seed, inputs)
        : StartBody(turn, seed, handle, inputs, scope);

    /// <summary>Makes the node of a template whose inputs are known.</summary>
    public static Node StartBody(Turn turn, NodeSeed seed, TemplateHandle handle, string?[] inputs, Substitution scope)
    {
        switch (handle.Template.Type)
        {
            case TemplateType.Steps: return StepsFlow.Start(turn, seed, inputs);
            case TemplateType.Dag: return DagFlow.Start(turn, seed, inputs);
            case TemplateType.Suspend: return SuspendFlow.Start(turn, seed, handle, inputs, scope);
            case TemplateType.Container or TemplateType.Script or TemplateType.ContainerSet or TemplateType.Http or TemplateType.Data: return LeafFlow.Start(turn, seed, handle, inputs, scope);
            case TemplateType.Resource when handle.Template.Resource!.Source is not null: return LeafFlow.Start(turn, seed, handle, inputs, scope);
            case TemplateType.Resource: return ManagedFlow.Start(turn, seed, handle, inputs, scope);
            case TemplateType.Plugin: return Fail(turn, seed, $"template {handle.Template.Name} is a plugin: executor plugins run in an agent pod of Kubernetes, which there is none of here; use http, container or script");
            default: return Fail(turn, seed, $"template {handle.Template.Name}: templates of type {handle.Template.Type} cannot be run yet");
        }
    }

    private static Node Start(Turn turn, NodeSeed seed, TemplateHandle handle, string?[] inputs)
    {
        var name = (seed.Owner < 0 ? turn.State.Name : NodeNames.Name(turn.State, turn.Node(seed.Owner))) + seed.Suffix;
        var scope = NodeScopes.ForTemplate(turn, seed, handle, inputs, name);
        InputResolution.Substitute(inputs, scope);
        turn.State.Values.Take(inputs, i => $"inputs.parameters.{handle.Template.Inputs.Parameters[i].Name}");
        seed = seed with { Artifacts = ArtifactInputs.Substitute(seed.Artifacts, scope, turn.State.Values) };
        var display = DisplayNames.Of(handle, scope);
        if (DisplayNames.Problem(display) is { } problem)
            return Fail(turn, seed, problem);
        seed = seed with { DisplayName = display };
        return Admission.IsNeeded(handle.Template) ? Admission.Start(turn, seed, handle, inputs, scope) : Begin(turn, seed, handle, inputs, scope);
    }
}
