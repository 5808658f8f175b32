namespace Fleet.Workflows.Dispatch;

/// <summary>One issue of one task to a worker. Whatever carries an old stamp changes nothing.</summary>
/// <param name="Workflow">Uid of the workflow.</param>
/// <param name="Ordinal">Number of the node in its workflow.</param>
/// <param name="Dispatch">Counter of the task, +1 at each issue.</param>
public readonly record struct DispatchStamp(Guid Workflow, int Ordinal, int Dispatch)
{
    /// <summary>The task that was issued.</summary>
    public TaskKey Key => new(Workflow, Ordinal);

    /// <summary>Text form <c>uid/ordinal/dispatch</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Workflow:D}/{Ordinal}/{Dispatch}");
}
