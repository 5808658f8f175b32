using System.Globalization;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Which names a text may use, depending on the node it belongs to.</summary>
internal static class NodeScopes
{
    /// <summary>For texts inside a Steps or DAG node: calls, outputs, hooks.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="node">The Steps or DAG node.</param>
    /// <param name="own">The node in it that the text is a hook of; null: it is no hook's.</param>
    /// <param name="takesUnwritten">See <see cref="SiblingVariables.TakesUnwritten"/>.</param>
    public static Substitution Inside(Turn turn, Node node, Node? own = null, bool takesUnwritten = false) => new(Options(turn, node.Hash), turn.Globals)
    {
        Locals = Locals(turn.State, node),
        Inputs = node.Template is { } handle ? new InputVariables(handle, node.Inputs, node.Artifacts, turn.State.Values) : null,
        Retry = node.Role == NodeRole.Attempt ? RetryVariables(turn.State, node.Owner, node.Index, podName: null) : null,
        Siblings = node.Template?.Template.IsLeaf == false ? new SiblingVariables(turn.State, node, own) { TakesUnwritten = takesUnwritten } : null,
    };

    /// <summary>For the template of a node that is yet to be made, whose inputs are known.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="seed">The node.</param>
    /// <param name="handle">Its template.</param>
    /// <param name="inputs">Values of its input parameters.</param>
    /// <param name="nodeName">Its full name.</param>
    public static Substitution ForTemplate(Turn turn, NodeSeed seed, TemplateHandle handle, string?[] inputs, string nodeName)
    {
        var state = turn.State;
        var attempt = seed.Role == NodeRole.Attempt;
        var caller = attempt ? state.Nodes[seed.Owner] : null;
        var podName = handle.Template.IsPod ? NodeNames.PodName(state.Name, nodeName, handle.Template.Name) : null;
        return new Substitution(Options(turn, NodeNames.Hash(nodeName)), turn.Globals)
        {
            Locals = caller is not null
                ? Locals(state, caller)
                : Locals(nodeName, seed.Role is NodeRole.Task or NodeRole.Item, CallName(state, seed), podName),
            Inputs = new InputVariables(handle, inputs, seed.Artifacts, state.Values),
            Retry = attempt ? RetryVariables(state, seed.Owner, seed.Index, podName) : null,
        };
    }

    /// <summary>Only the workflow's names.</summary>
    public static Substitution Global(Turn turn) => new(Options(turn, NodeNames.Hash(turn.State.Name)), turn.Globals);

    /// <summary>Clock and seed of a node's expressions.</summary>
    public static TagOptions Options(Turn turn, uint hash) => new()
    {
        Now = turn.Now,
        Seed = turn.State.Seed ^ hash ^ (ulong)turn.Now.UtcTicks,
    };

    /// <summary><c>retries</c> and <c>lastRetry.*</c> of an attempt.</summary>
    public static FixedVariables RetryVariables(WorkflowState state, int retryNode, int index, string? podName)
    {
        var variables = new FixedVariables { ["retries"] = index.ToString(CultureInfo.InvariantCulture) };
        if (podName is not null)
            variables["pod.name"] = podName;
        AddLast(variables, RetryFlow.Attempt(state, state.Nodes[retryNode], index - 1), unknownExitCode: "0");
        return variables;
    }

    /// <summary><c>lastRetry.*</c> after an attempt; before the first one they have fixed values.</summary>
    /// <param name="variables">Where they go.</param>
    /// <param name="last">The attempt; null: there is none yet.</param>
    /// <param name="unknownExitCode">Of an attempt without one: "0" in a template, "-1" in <c>retryStrategy.expression</c> (Argo's sources <c>executeTemplate</c>, <c>buildRetryStrategyLocalScope</c>).</param>
    public static void AddLast(FixedVariables variables, Node? last, string unknownExitCode)
    {
        variables["lastRetry.exitCode"] = last is null ? "0" : last.Outputs?.ExitCode ?? unknownExitCode;
        variables["lastRetry.status"] = last?.Phase.ToString() ?? "";
        variables["lastRetry.duration"] = last is null ? "0" : Seconds(last).ToString(CultureInfo.InvariantCulture);
        variables["lastRetry.message"] = last?.Message ?? "";
    }

    // Argo's times are whole seconds.
    private static long Seconds(Node node) => (node.FinishedAt / TimeSpan.TicksPerSecond) - (node.StartedAt / TimeSpan.TicksPerSecond);

    private static FixedVariables Locals(WorkflowState state, Node node)
    {
        while (node.Role == NodeRole.Attempt)
            node = state.Nodes[node.Owner];
        return Locals(NodeNames.Name(state, node), node.Role is NodeRole.Task or NodeRole.Item, CallName(state, node.Role, node.Owner, node.Suffix), null);
    }

    private static FixedVariables Locals(string nodeName, bool isTask, string callName, string? podName)
    {
        var variables = new FixedVariables { ["node.name"] = nodeName, [isTask ? "tasks.name" : "steps.name"] = callName };
        if (podName is not null)
            variables["pod.name"] = podName;
        return variables;
    }

    private static string CallName(WorkflowState state, NodeSeed seed) => CallName(state, seed.Role, seed.Owner, seed.Suffix);

    private static string CallName(WorkflowState state, NodeRole role, int owner, string suffix) => role switch
    {
        NodeRole.Step or NodeRole.Task => suffix[1..],
        NodeRole.Item => state.Nodes[owner].Suffix[1..] + suffix,
        _ => "",
    };
}
