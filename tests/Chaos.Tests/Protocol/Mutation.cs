namespace Fleet.Chaos.Tests.Protocol;

/// <summary>A rule of the protocol that the simulated hosts, or the messages between the machines, do not keep. Each must be noticed: a property test that notices nothing proves nothing.</summary>
public enum Mutation
{
    None,

    /// <summary>Rule 1: a welcome is taken although boot and number do not match.</summary>
    WelcomeOfAnyHello,

    /// <summary>Rule 3: a probe counts although messages before it are not decided.</summary>
    ProbeOvertakes,

    /// <summary>Rule 5: engine calls are made without asking.</summary>
    NoLeaseCheck,

    /// <summary>Rule 7: orders of another session are obeyed.</summary>
    OrdersOfAnySession,

    /// <summary>Rule 8: a repeated order looks new.</summary>
    RepeatedOrdersLookNew,

    /// <summary>Rule 9: what is to be adopted is issued to be run.</summary>
    AdoptAsReady,

    /// <summary>Rule 12: an adopter starts what it finds created.</summary>
    AdopterStarts,

    /// <summary>Rule 12: containers are looked up by name, so that a void that was interrupted hides one.</summary>
    LookByName,

    /// <summary>Rule 12: an adopter removes what it finds created at once, running or not.</summary>
    VoidByForce,

    /// <summary>Rule 13: older dispatches are left on the engine.</summary>
    OlderAreLeft,

    /// <summary>Rule 14: the container is removed when the broker has confirmed the report.</summary>
    RemoveOnConfirm,

    /// <summary>Rule 18: the epoch is not checked.</summary>
    EpochUnchecked,

    /// <summary>Rule 18: messages are acknowledged before the commit.</summary>
    AcknowledgeEarly,

    /// <summary>Rule 19: an unroutable message stays at the head of the outbox.</summary>
    UnroutableBlocks,
}
