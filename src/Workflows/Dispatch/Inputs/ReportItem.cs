namespace Fleet.Workflows.Dispatch;

/// <summary>Something a worker says about one dispatch.</summary>
/// <param name="WorkerId">Who says it.</param>
/// <param name="Session">In which session.</param>
/// <param name="Stamp">About what.</param>
public abstract record ReportItem(string WorkerId, long Session, DispatchStamp Stamp);
