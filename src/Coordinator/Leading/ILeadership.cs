namespace Fleet.Coordinator.Leading;

/// <summary>Whether this process leads.</summary>
public interface ILeadership
{
    /// <summary>The scope that it leads, or stands by for.</summary>
    string Scope { get; }

    /// <summary>It leads now: submissions and commands are taken.</summary>
    bool IsLeading { get; }

    /// <summary>Ends when it leads.</summary>
    Task WhenLeadingAsync(CancellationToken cancellationToken);

    /// <summary>Ends when it leads and its queues are connected: what workers say from then on is heard.</summary>
    Task WhenConsumingAsync(CancellationToken cancellationToken);
}
