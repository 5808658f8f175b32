namespace Fleet.Contracts;

/// <summary>A dispatch that certainly never started, and will not.</summary>
/// <param name="Stamp">The dispatch.</param>
/// <param name="Reason">Why: an infrastructure error or an adoption that found nothing.</param>
public sealed record TaskNotStarted(TaskStamp Stamp, string Reason);
