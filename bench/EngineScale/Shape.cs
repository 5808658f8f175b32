namespace Fleet.Bench.EngineScale;

/// <summary>What the workflow looks like.</summary>
internal enum Shape
{
    /// <summary>One task with a loop of N items, and one after it.</summary>
    Loop,

    /// <summary>A DAG of N tasks between a first and a last one.</summary>
    Dag,

    /// <summary>A DAG of N tasks one after another.</summary>
    Chain,
}
