using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Simulation;

/// <summary>An entry of <c>at</c>: something that a user does to the workflow.</summary>
/// <param name="After">Time from the workflow's begin; null: <paramref name="Node"/> says when.</param>
/// <param name="Node">Display name, node name or glob: when the first such node has ended; a suspend node, when it has begun; a retry waits for the end of the workflow too. Null: <paramref name="After"/> says when.</param>
/// <param name="Request">What is done.</param>
/// <param name="Line">Its line in the file.</param>
public sealed record ScriptedAction(TimeSpan? After, string? Node, UserRequest Request, int Line);
