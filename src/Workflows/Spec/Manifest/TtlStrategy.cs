namespace Fleet.Workflows.Spec;

/// <summary><c>ttlStrategy</c>; null: kept.</summary>
public sealed record TtlStrategy
{
    /// <summary>Seconds after any end.</summary>
    public long? SecondsAfterCompletion { get; init; }

    /// <summary>Seconds after success.</summary>
    public long? SecondsAfterSuccess { get; init; }

    /// <summary>Seconds after failure.</summary>
    public long? SecondsAfterFailure { get; init; }
}
