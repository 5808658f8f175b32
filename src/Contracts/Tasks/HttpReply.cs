namespace Fleet.Contracts;

/// <summary>What a server answered to an <see cref="HttpCallWork"/>; whether that is a success is decided by the engine.</summary>
public sealed record HttpReply
{
    /// <summary>Status code.</summary>
    public required int StatusCode { get; init; }

    /// <summary>Headers with their values in order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The body as text; null: it is larger than <see cref="MessageLimits.InlineValueBytes"/> (then <see cref="StoredBody"/> has it, where something asks for it), or no UTF-8.</summary>
    public string? Body { get; init; }

    /// <summary>The body where it is too large for a message and something asks for it; null: it is <see cref="Body"/>.</summary>
    public ValueReference? StoredBody { get; init; }
}
