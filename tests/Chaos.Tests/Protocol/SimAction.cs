namespace Fleet.Chaos.Tests.Protocol;

/// <summary>What may happen next.</summary>
internal enum ActionKind
{
    Time,
    Take,
    Decide,
    Send,
    Elect,
    Receive,
    Step,
    Carry,
    Remove,
    Inventory,
    Exit,
    Restart,
    Wake,
    Heal,
    BrokerUp,
    CoordinatorUp,
    CoordinatorWake,
    Fault,
}

/// <summary>One thing that happens.</summary>
/// <param name="Kind">What.</param>
/// <param name="Who">To whom: index of a worker, coordinator or engine.</param>
/// <param name="What">With what; its text identifies it in a replay.</param>
/// <param name="Fault">Which fault.</param>
internal sealed record SimAction(ActionKind Kind, int Who, object? What = null, Fault Fault = default)
{
    public bool IsRecovery => Kind is ActionKind.Restart or ActionKind.Wake or ActionKind.Heal or ActionKind.BrokerUp or ActionKind.CoordinatorUp or ActionKind.CoordinatorWake;

    public override string ToString() => $"{(Kind == ActionKind.Fault ? Fault : Kind)} {Who} {What}";
}
