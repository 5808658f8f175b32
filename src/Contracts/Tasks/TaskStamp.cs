namespace Fleet.Contracts;

/// <summary>One issue of one node to a worker. Whatever carries an old stamp changes nothing.</summary>
/// <param name="Workflow">Uid of the workflow.</param>
/// <param name="Ordinal">Number of the node in its workflow; never used again.</param>
/// <param name="Dispatch">Counter on the node's row, +1 at each issue to a worker. An Argo retry is a new node, not a new dispatch.</param>
public readonly record struct TaskStamp(Guid Workflow, int Ordinal, int Dispatch)
{
    /// <summary>Text form <c>uid/ordinal/dispatch</c>, as in container labels and logs.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Workflow:D}/{Ordinal}/{Dispatch}");
}
