namespace Fleet.Workflows.Dispatch;

/// <summary>Containers that this Fleet cannot have issued (store restored from a backup, unknown workflow). They are left alone; users are told once.</summary>
/// <param name="Stamp">What their labels say.</param>
/// <param name="Engine">Id of the engine they are on.</param>
/// <param name="HostName">Host of that engine.</param>
/// <param name="Reason">A sentence: what is strange and what to do.</param>
public sealed record StrangeContainer(DispatchStamp Stamp, string Engine, string HostName, string Reason);
