namespace Fleet.Workflows.Engine.Runtime;

/// <summary>An open TaskGroup.</summary>
internal sealed class TaskGroupRuntime
{
    /// <summary>Items that are yet to be started; null: all are.</summary>
    public LoopCursor? Cursor { get; set; }

    /// <summary>Items that are not settled.</summary>
    public int Open { get; set; }
}
