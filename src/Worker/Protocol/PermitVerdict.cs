namespace Fleet.Worker.Protocol;

/// <summary>Whether an engine call may be made.</summary>
public enum PermitVerdict
{
    /// <summary>Yes, at once and once.</summary>
    Granted,

    /// <summary>No: the task is to be stopped. Report it as finished, cancelled.</summary>
    Cancelled,

    /// <summary>No: the task is not held any more, or the worker's own lease is out (rule 5). Say nothing, touch no container.</summary>
    LetGo,

    /// <summary>No: this container was started already. Look what there is, and follow it.</summary>
    StartedBefore,
}
