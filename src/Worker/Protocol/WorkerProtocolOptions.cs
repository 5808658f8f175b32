using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>Lengths and limits of the worker's side of the protocol. All but tests use the defaults.</summary>
public sealed record WorkerProtocolOptions
{
    /// <summary>How long the worker trusts its session, from the sending of the last confirmed beat.</summary>
    public TimeSpan Lease { get; init; } = ProtocolTimes.WorkerLease;

    /// <summary>Time between two beats, and before an unanswered hello is sent again the first time.</summary>
    public TimeSpan Beat { get; init; } = ProtocolTimes.Beat;

    /// <summary>Pause before a hello that the broker returned is sent again (<see cref="WorkerProtocol.HelloReturned"/>); default 0.5 s, so that the next tick sends it.</summary>
    public TimeSpan HelloRetry { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest time between two repetitions of a hello; it doubles from <see cref="Beat"/>. Default 30 s.</summary>
    public TimeSpan HelloRepeatMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time after which an end that was sent and not settled is reported again; default 10 s.</summary>
    public TimeSpan ReportRepeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before a report that the broker did not take is sent again; default 1 s.</summary>
    public TimeSpan ReportRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most items in one report.</summary>
    public int ReportItems { get; init; } = MessageLimits.ReportItems;

    /// <summary>A report is closed before its values would pass this size, in bytes; one large item still goes alone.</summary>
    public int ReportBytes { get; init; } = MessageLimits.OrdersBytes;

    /// <summary>How many settles of dispatches that were never taken are remembered, so that a late order for one is not taken; default 10 000.</summary>
    public int SettledRemembered { get; init; } = 10_000;
}
