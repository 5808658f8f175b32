namespace Fleet.Workflows.Engine.Nodes;

/// <summary>Argo's node types; the names are what the status shows.</summary>
internal enum NodeType : byte
{
    Pod,
    Container,
    Steps,
    StepGroup,
    DAG,
    TaskGroup,
    Retry,
    Skipped,
    Suspend,
    HTTP,
    Plugin,
}
