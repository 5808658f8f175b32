namespace Fleet.Coordinator.Runs;

/// <summary>This coordinator does not lead the scope at present, so it cannot decide anything in it.</summary>
/// <param name="scope">The scope.</param>
/// <param name="message">What happened and what to do.</param>
public sealed class NotLeadingException(string scope, string message) : Exception(message)
{
    /// <summary>Nothing was begun: the one who leads may be asked instead.</summary>
    /// <param name="scope">The scope.</param>
    public NotLeadingException(string scope)
        : this(scope, $"This coordinator does not lead '{scope}' at present: it stands by, or is taking the lead. Reading works; for anything else ask the leader, or try again in some seconds.")
    {
    }

    /// <summary>The scope.</summary>
    public string Scope { get; } = scope;

    /// <summary>It may have been done all the same: it was being decided when the lead ended, or was sent to a leader who did not answer.</summary>
    public bool OutcomeUnknown { get; private init; }

    /// <summary>It was being decided when the lead ended.</summary>
    public static NotLeadingException InTheMiddle(string scope) =>
        new(scope, $"The lead of '{scope}' ended in the middle of this: it may have been done or not. Look, and try again in some seconds.") { OutcomeUnknown = true };

    /// <summary>Whoever leads was asked, and has not answered.</summary>
    public static NotLeadingException NoAnswer(string scope) =>
        new(scope, $"Nobody who leads '{scope}' has answered: it may still be done when somebody does. Look, and try again in some seconds.") { OutcomeUnknown = true };
}
