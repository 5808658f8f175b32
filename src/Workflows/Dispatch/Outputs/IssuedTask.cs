namespace Fleet.Workflows.Dispatch;

/// <summary>A dispatch in an order.</summary>
/// <param name="Stamp">The dispatch.</param>
/// <param name="Issue">Number within the session, rising; the same again when the order is repeated (rule 8).</param>
public sealed record IssuedTask(DispatchStamp Stamp, long Issue);
