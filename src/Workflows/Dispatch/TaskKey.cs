namespace Fleet.Workflows.Dispatch;

/// <summary>A node as a task: what stays the same over all its dispatches.</summary>
/// <param name="Workflow">Uid of the workflow.</param>
/// <param name="Ordinal">Number of the node in its workflow; never used again.</param>
public readonly record struct TaskKey(Guid Workflow, int Ordinal)
{
    /// <summary>Text form <c>uid/ordinal</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Workflow:D}/{Ordinal}");
}
