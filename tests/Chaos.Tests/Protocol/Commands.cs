using Fleet.Contracts;
using Fleet.Workflows.Dispatch;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>The engine made a node Ready.</summary>
internal sealed record ReadyCommand(TaskKey Key)
{
    public override string ToString() => $"ready n{Text.Of(new TaskStamp(Key.Workflow, 0, 0))}";
}

/// <summary>A user stops a task.</summary>
internal sealed record StopCommand(TaskKey Key)
{
    public override string ToString() => $"stop {Text.Of(new TaskStamp(Key.Workflow, 0, 0))}";
}

/// <summary>A user deletes a workflow.</summary>
internal sealed record DeleteCommand(TaskKey Key)
{
    public override string ToString() => $"delete {Text.Of(new TaskStamp(Key.Workflow, 0, 0))}";
}

/// <summary>The host looked a task up.</summary>
internal sealed record StandingAnswer(DispatchStamp Stamp, TaskStanding Standing);
