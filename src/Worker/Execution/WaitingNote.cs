namespace Fleet.Worker.Execution;

/// <summary>What the user of a task is told while it waits for an artifact store.</summary>
internal sealed class WaitingNote(TaskTools tools)
{
    // The reason may be another one meanwhile.
    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(15);

    private long? told;

    /// <summary>Tells why it waits; not too often.</summary>
    public void Tell(string reason)
    {
        if (told is { } last && tools.Time.GetElapsedTime(last) < TellAgain)
            return;
        told = tools.Time.GetTimestamp();
        tools.TellsWaiting($"waiting for the artifact store: {reason}");
    }

    /// <summary>It waits no more.</summary>
    public void Clear()
    {
        if (told is null)
            return;
        told = null;
        tools.TellsWaiting(null);
    }
}
