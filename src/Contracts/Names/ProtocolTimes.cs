namespace Fleet.Contracts;

/// <summary>Lengths of leases and beats of the dispatch protocol (docs/protocol.md). All but tests use these.</summary>
public static class ProtocolTimes
{
    /// <summary>How long the coordinator waits for a beat before a session's lease is out.</summary>
    public static readonly TimeSpan SessionLease = TimeSpan.FromSeconds(30);

    /// <summary>How long a worker trusts its own session after the last confirmed beat; shorter than <see cref="SessionLease"/>.</summary>
    public static readonly TimeSpan WorkerLease = TimeSpan.FromSeconds(20);

    /// <summary>Time between two beats.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>Length of the leader's lease in the store.</summary>
    public static readonly TimeSpan LeaderLease = TimeSpan.FromSeconds(6);

    /// <summary>Time between two renewals of the leader's lease.</summary>
    public static readonly TimeSpan LeaderRenewal = TimeSpan.FromSeconds(2);
}
