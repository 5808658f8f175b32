namespace Fleet.Workflows.Engine.Nodes;

/// <summary>What a node is to its owner: who is told when it ends.</summary>
internal enum NodeRole : byte
{
    /// <summary>The entrypoint.</summary>
    Root,

    /// <summary>A group of a Steps node.</summary>
    Group,

    /// <summary>A step (or one item of a looped step) of a StepGroup.</summary>
    Step,

    /// <summary>A task of a DAG; the TaskGroup when it loops.</summary>
    Task,

    /// <summary>One item of a TaskGroup.</summary>
    Item,

    /// <summary>One attempt of a Retry node.</summary>
    Attempt,

    /// <summary>A lifecycle hook of a step, task or the workflow; the exit handler included.</summary>
    Hook,

    /// <summary>A member of a container set.</summary>
    Member,
}
