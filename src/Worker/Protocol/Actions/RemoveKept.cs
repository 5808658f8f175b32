namespace Fleet.Worker.Protocol;

/// <summary>Remove the kept containers of a group, and keep none of it any more; answer by <see cref="WorkerProtocol.KeptRemoved"/> whether it worked or not.</summary>
/// <param name="Group">The group.</param>
public sealed record RemoveKept(string Group) : WorkerAction;
