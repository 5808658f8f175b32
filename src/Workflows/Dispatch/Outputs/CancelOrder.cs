namespace Fleet.Workflows.Dispatch;

/// <summary>Order to stop a dispatch.</summary>
/// <param name="Stamp">The dispatch.</param>
/// <param name="Reason">Why.</param>
public sealed record CancelOrder(DispatchStamp Stamp, string Reason);
